package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;

/** Peers for which there is no room hear so, in the language that they speak. */
@Timeout(120)
class FarewellsTest {
  private static final byte[] NO_ROOM =
      new KrbError(
              ErrorCode.KDC_ERR_SVC_UNAVAILABLE,
              "no room",
              new KerberosTime(Instant.parse("2026-11-30T00:00:00Z")),
              new Realm("B.EXAMPLE"))
          .encoded();

  /** user_canceled and close_notify. */
  private static final String ALERTS = "1503030002015a15030300020100";

  @TempDir Path folder;
  private TlsCredential client;
  private TlsConnector connector;
  private TlsListener listener;
  private final AtomicInteger read = new AtomicInteger();

  @BeforeEach
  void makeCredential() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    if (listener != null) {
      listener.close();
    }
  }

  private InetSocketAddress listen(int connections) throws Exception {
    TlsCredential server = TlsLab.credential(folder, "B.EXAMPLE");
    TlsServices only = TlsLab.only(server);
    TlsServices services =
        new TlsServices() {
          @Override
          public TlsService named(Optional<HostName> serverName) {
            return only.named(serverName);
          }

          @Override
          public byte[] noRoom() {
            return NO_ROOM.clone();
          }
        };
    TlsLimits limits =
        new TlsLimits(
            TlsLab.LONG,
            TlsLab.LONG,
            TlsLab.LONG,
            TlsLab.LONG,
            TlsLab.MAX_MESSAGE,
            connections,
            16);
    listener =
        new TlsListener(TlsLab.loopback(), TlsLab.RANDOM, limits, services, new WatchedServer());
    listener.start();
    return listener.address();
  }

  /** Counts the octets that the listener reads, which nothing else shows from outside. */
  private final class WatchedServer extends ServerSocket {
    WatchedServer() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket socket =
          new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
              return counting(super.getInputStream());
            }
          };
      implAccept(socket);
      return socket;
    }
  }

  private InputStream counting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int octet = super.read();
        read.addAndGet(octet < 0 ? 0 : 1);
        return octet;
      }

      @Override
      public int read(byte[] octets, int from, int length) throws IOException {
        int count = super.read(octets, from, length);
        read.addAndGet(Math.max(0, count));
        return count;
      }
    };
  }

  private TlsSession connect(InetSocketAddress address) throws Exception {
    long before = listener.counts().sessions();
    TlsSession session = connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG);
    // The listener completes the handshake after the client, and may drop it until then.
    TlsLab.await(() -> listener.counts().sessions() > before);
    return session;
  }

  private static String inClear() {
    return HexFormat.of().formatHex(Farewells.framed(NO_ROOM));
  }

  private static String said(Socket socket) throws IOException {
    return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
  }

  @ParameterizedTest
  @CsvSource({"'', false", "80000001, false", "0000, false", "16030100, true"})
  void aPeerWithoutRoomHearsSo(String octets, boolean tls) throws Exception {
    InetSocketAddress address = listen(1);
    try (TlsSession holder = connect(address);
        Socket socket = TlsLab.socket(address)) {
      socket.getOutputStream().write(HexFormat.of().parseHex(octets));
      assertEquals(tls ? ALERTS : inClear(), said(socket));
      assertEquals(1, listener.counts().refusedFull());
      holder.writeMessage(new byte[] {42});
      assertArrayEquals(new byte[] {42}, holder.readMessage());
    }
  }

  @Test
  void anInitiatorHearsTheWordsAndKnowsThatTheyProveNothing() throws Exception {
    InetSocketAddress address = listen(1);
    try (TlsSession holder = connect(address)) {
      IOException refused = assertThrows(IOException.class, () -> connect(address));
      ClearAnswerException answer =
          assertInstanceOf(ClearAnswerException.class, refused.getCause());
      String words = PeerRefusedException.wordsInClear(answer).orElseThrow();
      assertTrue(words.contains("KDC_ERR_SVC_UNAVAILABLE: no room"), words);
      assertTrue(words.startsWith("before TLS, so perhaps not from the peer"), words);
    }
    TlsLab.await(() -> listener.counts().open() == 0);
    connect(address).close();
  }

  @ParameterizedTest
  @CsvSource({"'', false", "8000, false", "16030100, true"})
  void aPeerThatIsDroppedHearsSo(String octets, boolean tls) throws Exception {
    InetSocketAddress address = listen(1);
    try (Socket socket = TlsLab.socket(address)) {
      socket.getOutputStream().write(HexFormat.of().parseHex(octets));
      TlsLab.await(() -> listener.counts().open() == 1 && read.get() == octets.length() / 2);
      try (TlsSession other = connect(address)) {
        assertEquals(tls ? ALERTS : inClear(), said(socket));
        TlsLab.await(() -> listener.counts().dropped() == 1);
        assertEquals(1, listener.counts().open());
        other.writeMessage(new byte[] {42});
        assertArrayEquals(new byte[] {42}, other.readMessage());
      }
    }
    assertEquals(0, listener.counts().failed() + listener.counts().slow());
  }

  @Test
  void onlySoManyWaitForAnAnswer() {
    Farewells farewells =
        new Farewells(new DeadlineTimer("kxover-test-timer"), TlsLab.only(client));
    AtomicInteger refused = new AtomicInteger();
    AtomicBoolean closed = new AtomicBoolean();
    while (!closed.get()) {
      assertTrue(refused.incrementAndGet() < 10_000, "all of them wait");
      // Another thread closes connections that wait.
      Thread acceptor = Thread.currentThread();
      farewells.refuse(
          new Socket() {
            @Override
            public synchronized void close() {
              closed.compareAndSet(false, Thread.currentThread() == acceptor);
            }
          });
    }
    assertTrue(refused.get() > 64, "the " + refused + "th was closed without a word");
    farewells.close();
  }

  @Test
  void noMessageIsNothing() {
    assertEquals(0, Farewells.framed(new byte[0]).length);
    assertEquals(
        Optional.empty(),
        PeerRefusedException.wordsInClear(
            new ClearAnswerException(4, "what".getBytes(StandardCharsets.US_ASCII))));
  }
}
