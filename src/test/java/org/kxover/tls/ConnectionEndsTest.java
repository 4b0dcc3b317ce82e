package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Each way in which a connection ends has one line, which says who ended it, when, and why. */
@Timeout(120)
class ConnectionEndsTest {
  private static final String CANCELED_AND_CLOSED = "1503030002015a" + "15030300020100";
  private static final String CLOSED = "15030300020100";

  /** What the listener's connections log. */
  private static final class Lines extends ListAppender<ILoggingEvent> {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
        said.add(event.getFormattedMessage());
      }
    }
  }

  @TempDir Path folder;
  private final Logger logger = (Logger) LoggerFactory.getLogger(ServerConnection.class);
  private final Lines lines = new Lines();
  private TlsCredential client;
  private TlsCredential server;
  private TlsListener listener;

  @BeforeEach
  void makeCredentials() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    server = TlsLab.credential(folder, "B.EXAMPLE");
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() throws IOException {
    logger.detachAppender(lines);
    logger.setLevel(null);
    if (listener != null) {
      listener.close();
    }
  }

  private InetSocketAddress listen(TlsLimits limits, SessionHandler handler) throws IOException {
    listener = new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, limits, handler);
    listener.start();
    return listener.address();
  }

  private static TlsLimits limits(Duration handshake, Duration message, Duration whole) {
    return new TlsLimits(TlsLab.LONG, handshake, message, whole, TlsLab.MAX_MESSAGE, 1, 1);
  }

  private TlsClientProtocol handshake(Socket socket) throws IOException {
    TlsClientProtocol protocol =
        new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    Vector<Integer> groups = new Vector<>(List.of(NamedGroup.x25519));
    protocol.connect(new PlainTlsClient(client, ProtocolVersion.TLSv13, groups));
    return protocol;
  }

  /** The one line of the end; it names the peer once. */
  private void assertSaid(String before, String after) throws InterruptedException {
    assertNextLine(before, after);
    TlsLab.await(() -> listener.counts().open() == 0);
    assertEquals(List.of(), List.copyOf(lines.said));
  }

  private void assertNextLine(String before, String after) throws InterruptedException {
    String line = lines.said.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
    assertTrue(line != null && line.startsWith(before + " with 127.0.0.1 port "), line);
    assertTrue(line.endsWith(after), line);
    assertEquals(line.indexOf("127.0.0.1"), line.lastIndexOf("127.0.0.1"), line);
  }

  @ParameterizedTest
  @CsvSource({
    "'', STARTTLS: the peer ended the connection before it sent anything",
    "8000, STARTTLS: the peer ended the connection before the handshake was complete",
    "80000001, TLS handshake: the peer ended the connection before the handshake was complete",
    "16030100, TLS handshake: the peer ended the connection before the handshake was complete",
  })
  void aPeerThatLeavesBeforeTheHandshakeIsComplete(String octets, String why) throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      socket.getOutputStream().write(HexFormat.of().parseHex(octets));
      socket.shutdownOutput();
      assertSaid("no session", why);
    }
  }

  @Test
  void aPeerThatCutsTheConnection() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      socket.getOutputStream().write(HexFormat.of().parseHex("16030100"));
      TlsLab.await(() -> listener.counts().open() == 1);
      TimeUnit.MILLISECONDS.sleep(200);
      socket.setSoLinger(true, 0);
    }
    assertSaid("no session", "TLS handshake: the connection broke (Connection reset)");
  }

  @Test
  void aPeerThatEndsTheHandshake() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      socket.getOutputStream().write(HexFormat.of().parseHex("80000001" + CLOSED));
      assertEquals("00000000" + CLOSED, rest(socket));
    }
    assertSaid("no session", "TLS handshake: the peer ended the handshake (close_notify)");
  }

  /** A client that cannot use our hello has no keys for its alert. */
  @Test
  void aPeerThatRefusesOurHello() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      socket.getOutputStream().write(HexFormat.of().parseHex("80000001" + HostileHelloTest.good()));
      assertEquals(0x16, socket.getInputStream().readNBytes(5)[4]);
      socket.getOutputStream().write(HexFormat.of().parseHex("1503030002022f"));
      socket.getInputStream().readAllBytes();
    }
    assertSaid("no session", "TLS handshake: the peer refused: illegal_parameter(47)");
  }

  @Test
  void aHandshakeThatTakesTooLongIsCancelled() throws Exception {
    TlsLimits limits = limits(TlsLab.SHORT, TlsLab.LONG, TlsLab.LONG);
    try (Socket socket = TlsLab.socket(listen(limits, TlsLab::echo))) {
      socket.getOutputStream().write(0x16);
      assertEquals(CANCELED_AND_CLOSED, rest(socket));
    }
    assertSaid(
        "no session", "we ended the connection: time limit for handshake has passed (1000 ms)");
  }

  private static String rest(Socket socket) throws IOException {
    return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
  }

  @Test
  void aPeerThatHeldItsConnectionIdleGetsCloseNotify() throws Exception {
    SessionHandler idle = session -> session.readMessage(TlsLab.SHORT);
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, idle))) {
      assertEquals(-1, handshake(socket).readApplicationData(new byte[1], 0, 1));
    }
    assertSaid(
        "session",
        "ended: we ended the connection: time limit for idle connection has passed (1000 ms)");
  }

  @Test
  void theEndOfTheTimeForTheWholeConnectionComesWithCloseNotify() throws Exception {
    TlsLimits limits = limits(TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT);
    try (Socket socket = TlsLab.socket(listen(limits, TlsLab::echo))) {
      assertEquals(-1, handshake(socket).readApplicationData(new byte[1], 0, 1));
    }
    assertSaid(
        "session",
        "ended: we ended the connection: time limit for whole connection has passed (1000 ms)");
  }

  @Test
  void theEndOfTheTimeForAMessageComesWithCloseNotify() throws Exception {
    TlsLimits limits = limits(TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG);
    try (Socket socket = TlsLab.socket(listen(limits, TlsLab::echo))) {
      TlsClientProtocol protocol = handshake(socket);
      protocol.writeApplicationData(new byte[] {0, 0, 0, 9, 1}, 0, 5);
      assertEquals(-1, protocol.readApplicationData(new byte[1], 0, 1));
    }
    assertSaid(
        "session", "ended: we ended the connection: time limit for message has passed (1000 ms)");
  }

  @Test
  void aPeerThatSaysGoodbye() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      handshake(socket).close();
      assertSaid("session", "ended: the peer ended the TLS session");
    }
  }

  @Test
  void aPeerThatSaysGoodbyeInAMessage() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      TlsClientProtocol protocol = handshake(socket);
      protocol.writeApplicationData(new byte[] {0, 0, 0, 9, 1}, 0, 5);
      protocol.close();
      assertSaid(
          "session",
          "ended: reading a message: the peer ended the TLS session in the middle of the message");
    }
  }

  @Test
  void aPeerThatLeavesWithoutGoodbye() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, TlsLab::echo))) {
      handshake(socket);
      socket.shutdownOutput();
      assertSaid(
          "session",
          "ended: reading a message: the peer ended the connection without ending the TLS session");
    }
  }

  @Test
  void weEndASessionAfterOurLastAnswer() throws Exception {
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, session -> {}))) {
      assertEquals(-1, handshake(socket).readApplicationData(new byte[1], 0, 1));
      assertSaid("session", "ended: we ended it after our last answer");
    }
  }

  @Test
  void bothSidesSayThatAListenerIsFull() throws Exception {
    TlsLimits limits = limits(TlsLab.LONG, TlsLab.LONG, TlsLab.LONG);
    InetSocketAddress address = listen(limits, TlsLab::echo);
    TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
    try (TlsSession first = connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      String said =
          assertThrows(
                  IOException.class,
                  () -> connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG))
              .getMessage();
      assertTrue(said.startsWith("TLS handshake: the "), said);
      assertTrue(
          said.endsWith("before it answered, perhaps because all its connections are in use"),
          said);
      first.writeMessage(new byte[] {1});
      first.readMessage();
    }
    assertNextLine(
        "no session",
        "we refused the connection at once: all 1 connections are in use (max_connections)");
    assertSaid("session", "ended: the peer ended the TLS session");
  }

  @Test
  void aServerThatLeavesInTheHandshake() throws Exception {
    try (ServerSocket leaving = new ServerSocket()) {
      leaving.bind(TlsLab.loopback());
      CompletableFuture<Void> left =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = leaving.accept()) {
                  StartTls.await(socket.getInputStream(), socket.getOutputStream());
                  socket.shutdownOutput();
                  socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) leaving.getLocalSocketAddress();
      assertEquals(
          "TLS handshake: the peer ended the connection before the handshake was complete",
          assertThrows(
                  IOException.class,
                  () -> connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG))
              .getMessage());
      left.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** A server that judges our certificate after our last flight, and resets the connection. */
  @Test
  void anAlertIsToldThoughTheConnectionBrokeBeforeOurNextWrite() throws Exception {
    try (ServerSocket refusing = new ServerSocket()) {
      refusing.bind(TlsLab.loopback());
      CompletableFuture<Void> refused =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = refusing.accept()) {
                  // Else the kernel may hold the alert back, and the reset drops it.
                  socket.setTcpNoDelay(true);
                  handshakeAsServer(socket).raiseAlertFatal((short) 42, "played", null);
                  socket.setSoLinger(true, 0);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) refusing.getLocalSocketAddress();
      try (TlsSession session =
          connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
        refused.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
        PeerAlertException said =
            assertThrows(
                PeerAlertException.class,
                () -> {
                  while (true) {
                    session.writeMessage(new byte[] {1});
                  }
                });
        assertEquals(
            "writing a message: the peer refused our certificate: bad_certificate(42)",
            said.getMessage());
      }
    }
  }

  private KxServerProtocol handshakeAsServer(Socket socket) throws IOException {
    StrictCrypto crypto = new StrictCrypto(TlsLab.RANDOM).forConnection();
    WatchedInput input = new WatchedInput(socket.getInputStream(), () -> false);
    OutputStream out = socket.getOutputStream();
    KxServerProtocol protocol =
        new KxServerProtocol(
            input,
            new RecordInput(StartTls.await(input, out), crypto.earlyData()),
            new WatchedOutput(out));
    protocol.accept(new KxTlsServer(crypto, TlsLab.only(server)));
    return protocol;
  }

  /** Without an alert, it is the write that failed. */
  @Test
  void aPeerThatCutsTheConnectionBeforeOurNextWrite() throws Exception {
    BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
    SessionHandler writing =
        session -> {
          try {
            while (true) {
              session.writeMessage(new byte[] {1});
            }
          } catch (IOException e) {
            failures.add(e);
          }
        };
    try (Socket socket = TlsLab.socket(listen(TlsLab.LIMITS, writing))) {
      assertEquals(1, handshake(socket).readApplicationData(new byte[1], 0, 1));
      socket.setSoLinger(true, 0);
    }
    IOException failure = failures.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
    assertTrue(
        failure != null && failure.getMessage().startsWith("writing a message: "), failure + "");
    assertFalse(failure instanceof PeerAlertException, failure + "");
  }
}
