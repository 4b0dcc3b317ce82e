package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TlsListenerTest {
  private static final int PROBE = 0x80000000;
  private static final int START_TLS = 0x80000001;

  @TempDir Path folder;
  private TlsCredential client;
  private TlsCredential server;
  private TlsListener listener;

  @BeforeEach
  void makeCredentials() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    server = TlsLab.credential(folder, "B.EXAMPLE");
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private void listen(TlsLimits limits) throws IOException {
    listener = new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, limits, TlsLab::echo);
    listener.start();
  }

  private void assertServes(Socket socket) throws IOException {
    TlsClientProtocol protocol =
        new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    Vector<Integer> groups = new Vector<>(List.of(NamedGroup.x25519));
    protocol.connect(new PlainTlsClient(client, ProtocolVersion.TLSv13, groups));
    byte[] message = {0, 0, 0, 1, 42};
    protocol.writeApplicationData(message, 0, message.length);
    byte[] echo = new byte[message.length];
    // Throws IOException if the connection ends too early.
    new DataInputStream(protocol.getInputStream()).readFully(echo);
    assertArrayEquals(message, echo);
    protocol.close();
  }

  private void assertServesAnother() throws IOException {
    try (Socket socket = TlsLab.socket(listener.address())) {
      assertServes(socket);
    }
  }

  @Test
  void tlsWithoutStartTlsIsServed() throws Exception {
    listen(TlsLab.LIMITS);
    assertServesAnother();
  }

  @Test
  void startTlsIsServed() throws Exception {
    listen(TlsLab.LIMITS);
    try (Socket socket = TlsLab.socket(listener.address())) {
      new DataOutputStream(socket.getOutputStream()).writeInt(START_TLS);
      assertEquals(0, new DataInputStream(socket.getInputStream()).readInt());
      assertServes(socket);
    }
  }

  /**
   * RFC 5021 section 3: the server answers with the extensions that it supports, and the client may
   * then use them.
   */
  @ParameterizedTest
  @ValueSource(ints = {PROBE, 0x80000002, 0x80000003, 0xffffffff})
  void aProbeGetsTheSupportedExtensions(int probe) throws Exception {
    listen(TlsLab.LIMITS);
    try (Socket socket = TlsLab.socket(listener.address())) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.writeInt(probe);
      assertEquals(START_TLS, in.readInt());
      out.writeInt(START_TLS);
      assertEquals(0, in.readInt());
      assertServes(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PROBE, 0x80000002, 0x00000100, 0x16030100})
  void afterAProbeOnlyStartTlsIsAccepted(int second) throws Exception {
    listen(TlsLab.LIMITS);
    try (Socket socket = TlsLab.socket(listener.address())) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.writeInt(PROBE);
      assertEquals(START_TLS, in.readInt());
      out.writeInt(second);
      assertEquals(-1, in.read());
    }
    assertServesAnother();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00000100, 0x00000000, 0x7fffffff})
  void aPlainKerberosMessageIsNotServed(int length) throws Exception {
    listen(TlsLab.LIMITS);
    try (Socket socket = TlsLab.socket(listener.address())) {
      new DataOutputStream(socket.getOutputStream()).writeInt(length);
      assertEquals(-1, socket.getInputStream().read());
    }
    assertServesAnother();
  }

  @Test
  void aHandshakeThatDripsIsCutOff() throws Exception {
    listen(
        new TlsLimits(
            TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG, TlsLab.LONG, TlsLab.MAX_MESSAGE, 1, 1));
    try (Socket socket = TlsLab.socket(listener.address())) {
      // Announces a record of 16383 octets, and sends one octet at a time.
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0x3f, (byte) 0xff});
      TlsLab.await(
          () -> {
            try {
              socket.getOutputStream().write(1);
            } catch (IOException e) {
              return true;
            }
            return listener.counts().slow() == 1;
          });
    }
    TlsLab.await(() -> listener.counts().open() == 0);
    assertServesAnother();
  }

  @Test
  void aConnectionAboveTheCapIsRefused() throws Exception {
    listen(limits(2, 2));
    TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
    try (TlsSession first =
            connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG);
        TlsSession second =
            connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      TlsLab.await(() -> listener.counts().sessions() == 2);
      try (Socket third = TlsLab.socket(listener.address())) {
        assertClosed(third);
      }
      assertEquals(1, listener.counts().refusedFull());
      assertEquals(0, listener.counts().dropped());
      first.writeMessage(new byte[] {42});
      assertArrayEquals(new byte[] {42}, first.readMessage());
    }
    TlsLab.await(() -> listener.counts().open() == 0);
    assertServesAnother();
  }

  @Test
  void aNetworkCannotTakeEverything() throws Exception {
    listen(limits(4, 1));
    TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
    try (TlsSession first =
        connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      TlsLab.await(() -> listener.counts().sessions() == 1);
      try (Socket sameNetwork = from("127.0.0.9")) {
        assertClosed(sameNetwork);
      }
      assertEquals(1, listener.counts().refusedNetwork());
      try (Socket otherNetwork = from("127.0.1.1")) {
        assertServes(otherNetwork);
      }
      first.writeMessage(new byte[] {42});
      assertArrayEquals(new byte[] {42}, first.readMessage());
    }
  }

  @Test
  void aSilentConnectionMakesRoomForItsNetwork() throws Exception {
    listen(limits(4, 1));
    try (Socket silent = TlsLab.socket(listener.address())) {
      TlsLab.await(() -> listener.counts().open() == 1);
      TlsLab.await(
          () -> {
            try {
              assertServesAnother();
              return true;
            } catch (IOException e) {
              // The silent one has not waited for a second yet.
              return false;
            }
          });
      assertEquals(1, listener.counts().dropped());
      assertEquals(-1, silent.getInputStream().read());
    }
  }

  /** Fails once to end its input, and once to close, if it is told to. */
  private static final class DefectiveSocket extends Socket {
    private final AtomicInteger defects;

    DefectiveSocket(int defects) {
      this.defects = new AtomicInteger(defects);
    }

    private void fail() {
      if (defects.getAndDecrement() > 0) {
        throw new IllegalStateException("a defect");
      }
    }

    @Override
    public void shutdownInput() throws IOException {
      fail();
      super.shutdownInput();
    }

    @Override
    public synchronized void close() throws IOException {
      fail();
      super.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false"})
  void aConnectionThatCannotBeDroppedKeepsNoSlot(int defects, boolean served) throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    ServerSocket defective =
        new ServerSocket() {
          @Override
          public Socket accept() throws IOException {
            Socket socket = new DefectiveSocket(accepted.getAndIncrement() == 0 ? defects : 0);
            implAccept(socket);
            return socket;
          }
        };
    listener =
        new TlsListener(
            TlsLab.loopback(), TlsLab.RANDOM, limits(1, 2), TlsLab.only(server), defective);
    listener.start();
    try (Socket silent = TlsLab.socket(listener.address())) {
      TlsLab.await(() -> listener.counts().open() == 1);
      try (Socket second = TlsLab.socket(listener.address())) {
        if (served) {
          assertServes(second);
        } else {
          assertThrows(IOException.class, () -> assertServes(second));
        }
      }
      TlsLab.await(() -> listener.counts().open() == 0);
      assertServesAnother();
    }
  }

  @Test
  void closingEndsOpenConnections() throws Exception {
    listen(TlsLab.LIMITS);
    try (Socket idle = TlsLab.socket(listener.address())) {
      TlsLab.await(() -> listener.counts().open() == 1);
      InetSocketAddress address = listener.address();
      listener.close();
      assertClosed(idle);
      assertEquals(0, listener.counts().open());
      assertThrows(IOException.class, () -> TlsLab.socket(address));
    }
  }

  @Test
  void theListenerSurvivesFailuresToAccept() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    ServerSocket withoutDescriptors =
        new ServerSocket() {
          @Override
          public Socket accept() throws IOException {
            if (failures.incrementAndGet() <= 3) {
              throw new SocketException("Too many open files");
            }
            return super.accept();
          }
        };
    listener =
        new TlsListener(
            TlsLab.loopback(),
            TlsLab.RANDOM,
            TlsLab.LIMITS,
            TlsLab.only(server),
            withoutDescriptors);
    listener.start();

    assertServesAnother();
    assertEquals(3, listener.counts().acceptErrors());
  }

  @Test
  void theListenerSurvivesABugInItsHandler() throws Exception {
    AtomicInteger sessions = new AtomicInteger();
    SessionHandler defective =
        session -> {
          if (sessions.incrementAndGet() == 1) {
            throw new IllegalStateException("a defect");
          }
          TlsLab.echo(session);
        };
    listener = new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, limits(1, 1), defective);
    listener.start();

    try (Socket socket = TlsLab.socket(listener.address())) {
      assertThrows(IOException.class, () -> assertServes(socket));
    }
    TlsLab.await(() -> listener.counts().open() == 0);
    assertServesAnother();
  }

  private static TlsLimits limits(int connections, int perNetwork) {
    return new TlsLimits(
        TlsLab.LONG,
        TlsLab.LONG,
        TlsLab.LONG,
        TlsLab.LONG,
        TlsLab.MAX_MESSAGE,
        connections,
        perNetwork);
  }

  private Socket from(String source) throws IOException {
    InetSocketAddress to = listener.address();
    Socket socket = new Socket(to.getAddress(), to.getPort(), InetAddress.getByName(source), 0);
    socket.setSoTimeout((int) TlsLab.LONG.toMillis());
    return socket;
  }

  private static void assertClosed(Socket socket) {
    int octet;
    try {
      octet = socket.getInputStream().read();
    } catch (SocketException e) {
      return; // A reset also closes the connection.
    } catch (IOException e) {
      throw new AssertionError("not closed", e);
    }
    assertEquals(-1, octet);
  }
}
