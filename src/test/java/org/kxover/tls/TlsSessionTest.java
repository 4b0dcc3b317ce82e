package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.tls.TimeLimitException.Limit;

/** A session of the listener with a client that breaks the rules. */
@Timeout(120)
class TlsSessionTest {
  /** More octets than the buffers of two sockets can hold. */
  private static final int FLOOD = 64 * 1024 * 1024;

  @TempDir Path folder;
  private final BlockingQueue<IOException> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private TlsCredential client;
  private TlsCredential server;
  private TlsListener listener;
  private Socket socket;
  private TlsClientProtocol stranger;

  @BeforeEach
  void makeCredentials() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    server = TlsLab.credential(folder, "B.EXAMPLE");
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    listener.close();
  }

  private void connect(TlsLimits limits) throws IOException {
    connect(limits, this::collect);
  }

  private void connect(TlsLimits limits, SessionHandler handler) throws IOException {
    listener = new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, limits, handler);
    listener.start();
    socket = TlsLab.socket(listener.address());
    stranger = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    Vector<Integer> groups = new Vector<>(List.of(NamedGroup.x25519));
    stranger.connect(new PlainTlsClient(client, ProtocolVersion.TLSv13, groups));
  }

  private void collect(TlsSession session) throws IOException {
    try {
      while (true) {
        messages.add(session.readMessage());
      }
    } catch (IOException e) {
      // However the session ended, its secret is wiped.
      assertThrows(IllegalStateException.class, () -> session.exportSecret(new byte[0], 1));
      ends.add(e);
    }
  }

  private void send(byte[] octets) throws IOException {
    stranger.writeApplicationData(octets, 0, octets.length);
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private IOException end() throws InterruptedException {
    return ends.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private byte[] message() throws InterruptedException {
    return messages.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void messagesMayBeSplitOverRecords() throws Exception {
    connect(TlsLab.LIMITS);
    byte[] longest = new byte[TlsLab.MAX_MESSAGE];
    longest[longest.length - 1] = 7;
    send(length(longest.length));
    send(longest);
    assertArrayEquals(longest, message());

    // Two messages in one record, and the end of the second message in another record.
    send(new byte[] {0, 0, 0, 1, 5, 0, 0, 0, 2, 6});
    send(new byte[] {7});
    assertArrayEquals(new byte[] {5}, message());
    assertArrayEquals(new byte[] {6, 7}, message());

    stranger.close();
    assertInstanceOf(SessionEndedException.class, end());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, TlsLab.MAX_MESSAGE + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void invalidLengthsEndTheSession(int length) throws Exception {
    connect(TlsLab.LIMITS);
    send(length(length));

    IOException end = end();
    String named =
        length < 0 ? String.format("%08x has its high bit set", length) : length + " octets";
    assertTrue(end.getMessage().contains(named), end.getMessage());
    assertEquals(-1, stranger.readApplicationData(new byte[1], 0, 1));
  }

  @Test
  void anEndInsideAMessageIsAnError() throws Exception {
    connect(TlsLab.LIMITS);
    send(length(2));
    send(new byte[] {1});
    stranger.close();

    IOException end = end();
    assertTrue(
        end.getMessage().contains("ended the TLS session in the middle of the message"),
        end.getMessage());
  }

  @Test
  void anEndWithoutCloseNotifyIsAnError() throws Exception {
    connect(TlsLab.LIMITS);
    socket.shutdownOutput();

    IOException end = end();
    assertFalse(end instanceof SessionEndedException, "TCP's end alone proves nothing");
    assertTrue(
        end.getMessage().contains("ended the connection without ending the TLS session"),
        end.getMessage());
  }

  @Test
  void aDrippingPeerIsCutOff() throws Exception {
    connect(
        new TlsLimits(
            TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG, TlsLab.MAX_MESSAGE, 1, 1));
    send(new byte[] {0, 0, 0, 1, 5});
    assertArrayEquals(new byte[] {5}, message());

    send(length(TlsLab.MAX_MESSAGE));
    IOException end = dripUntilTheEnd();
    assertEquals(Limit.MESSAGE, assertInstanceOf(TimeLimitException.class, end).limit());
    assertTrue(end.getMessage().contains("message"), end.getMessage());
  }

  @Test
  void theLimitOfTheWholeConnectionApplies() throws Exception {
    connect(
        new TlsLimits(
            TlsLab.LONG, TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT, TlsLab.MAX_MESSAGE, 1, 1));

    IOException end = dripUntilTheEnd();
    assertEquals(Limit.WHOLE, assertInstanceOf(TimeLimitException.class, end).limit());
  }

  /** Sends one octet at a time, and never the last one. */
  private IOException dripUntilTheEnd() throws InterruptedException {
    drip(length(TlsLab.MAX_MESSAGE));
    for (int i = 0; i < TlsLab.MAX_MESSAGE - 10; i++) {
      IOException end = ends.poll(5, TimeUnit.MILLISECONDS);
      if (end != null) {
        return end;
      }
      drip(new byte[] {1});
    }
    return end();
  }

  /** Sends octets on a connection that may be closed already. */
  private void drip(byte[] octets) {
    try {
      send(octets);
    } catch (IOException e) {
      // The other side reports the reason.
    }
  }

  @Test
  void aPeerThatReadsNothingIsDisconnected() throws Exception {
    connect(
        new TlsLimits(TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG, FLOOD, 1, 1),
        this::write);

    assertEquals(Limit.MESSAGE, assertInstanceOf(TimeLimitException.class, end()).limit());
  }

  private void write(TlsSession session) {
    try {
      session.writeMessage(new byte[FLOOD]);
    } catch (IOException e) {
      ends.add(e);
    }
  }

  @Test
  void invalidArgumentsDoNotEndTheSession() throws Exception {
    connect(TlsLab.LIMITS);
    TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
    try (TlsSession session =
        connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      assertThrows(IllegalArgumentException.class, () -> session.writeMessage(new byte[0]));
      assertThrows(
          IllegalArgumentException.class,
          () -> session.writeMessage(new byte[TlsLab.MAX_MESSAGE + 1]));
      assertThrows(IllegalArgumentException.class, () -> session.exportSecret(new byte[0], 0));
      assertThrows(
          IllegalArgumentException.class, () -> session.exportSecret(new byte[0], 255 * 48 + 1));
      assertThrows(
          IllegalArgumentException.class, () -> session.exportSecret(new byte[0x10000], 48));

      session.writeMessage(new byte[] {9});
      assertArrayEquals(new byte[] {9}, message());
      session.close();
      assertThrows(IllegalStateException.class, () -> session.exportSecret(new byte[0], 48));
      assertThrows(IOException.class, session::readMessage);
      assertInstanceOf(SessionEndedException.class, end());
    }
  }
}
