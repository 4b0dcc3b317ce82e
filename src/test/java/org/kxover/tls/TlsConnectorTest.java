package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.tls.TimeLimitException.Limit;

/** Our connector and servers that break the protocol. */
@Timeout(120)
class TlsConnectorTest {
  /** The answer of a server to STARTTLS. */
  @FunctionalInterface
  private interface Answer {
    void write(Socket socket) throws IOException;
  }

  @TempDir Path folder;
  private TlsCredential own;
  private ServerSocket server;

  @BeforeEach
  void bind() throws Exception {
    own = TlsLab.credential(folder, "A.EXAMPLE");
    server = new ServerSocket();
    server.bind(TlsLab.loopback());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** The error of the connector after the server read four octets and answered. */
  private IOException connectTo(Answer answer, TlsLimits limits) throws Exception {
    CompletableFuture<Integer> asked = new CompletableFuture<>();
    CompletableFuture.runAsync(
        () -> {
          try (Socket socket = server.accept()) {
            asked.complete(new DataInputStream(socket.getInputStream()).readInt());
            answer.write(socket);
          } catch (IOException e) {
            asked.completeExceptionally(e);
          }
        });
    TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, limits);
    IOException failure =
        assertThrows(
            IOException.class,
            () -> connector.connect(address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG));
    assertEquals(0x80000001, asked.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS));
    return failure;
  }

  @Test
  void aKerberosErrorIsNoStartTls() throws Exception {
    IOException failure =
        connectTo(
            socket -> socket.getOutputStream().write(new byte[] {0, 0, 0, 90, 0x7e}),
            TlsLab.LIMITS);
    assertTrue(failure.getMessage().contains("Kerberos message of 90"), failure.getMessage());
  }

  @Test
  void aListOfOtherExtensionsIsRefused() throws Exception {
    IOException failure =
        connectTo(
            socket -> socket.getOutputStream().write(new byte[] {(byte) 0x80, 0, 0, 2}),
            TlsLab.LIMITS);
    assertTrue(failure.getMessage().contains("refuses STARTTLS"), failure.getMessage());
    assertTrue(failure.getMessage().contains("80000002"), failure.getMessage());
  }

  @Test
  void anEndInsteadOfAnAnswerIsAnError() throws Exception {
    IOException failure = connectTo(socket -> {}, TlsLab.LIMITS);
    assertTrue(
        failure.getMessage().contains("before it answered, perhaps because all its connections"),
        failure.getMessage());
  }

  @Test
  void tlsBeginsBeforeTheAnswer() throws Exception {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    connectTo(
        socket -> {
          // The server has not answered STARTTLS yet.
          first.complete(socket.getInputStream().read());
          socket.getOutputStream().write(new byte[4]);
        },
        TlsLab.LIMITS);
    assertEquals(0x16, first.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS), "TLS's first octet");
  }

  @Test
  void garbageIsRefused() throws Exception {
    connectTo(
        socket ->
            socket
                .getOutputStream()
                .write("\0\0\0\0HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
        TlsLab.LIMITS);
  }

  @Test
  void aSlowServerIsDisconnected() throws Exception {
    TlsLimits limits =
        new TlsLimits(
            TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG, TlsLab.LONG, TlsLab.MAX_MESSAGE, 1, 1);
    IOException failure = connectTo(TlsConnectorTest::drip, limits);
    assertEquals(Limit.HANDSHAKE, ((TimeLimitException) failure).limit());
  }

  @Test
  void theLimitOfTheWholeConnectionApplies() throws Exception {
    TlsLimits limits =
        new TlsLimits(
            TlsLab.LONG, TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT, TlsLab.MAX_MESSAGE, 1, 1);
    IOException failure = connectTo(TlsConnectorTest::drip, limits);
    assertEquals(Limit.WHOLE, ((TimeLimitException) failure).limit());
  }

  /**
   * Announces a record of 16383 octets, and sends one octet at a time until the connection is
   * closed.
   */
  private static void drip(Socket socket) throws IOException {
    socket.getOutputStream().write(new byte[] {0, 0, 0, 0, 0x16, 3, 3, 0x3f, (byte) 0xff});
    try {
      TlsLab.await(
          () -> {
            try {
              socket.getOutputStream().write(1);
              return false;
            } catch (IOException e) {
              return true;
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** With a full backlog, TCP does not even connect. */
  @Test
  void theLimitForConnectingApplies() throws Exception {
    TlsLimits limits =
        new TlsLimits(
            TlsLab.SHORT, TlsLab.LONG, TlsLab.LONG, TlsLab.LONG, TlsLab.MAX_MESSAGE, 1, 1);
    TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, limits);
    try (ServerSocket full = new ServerSocket()) {
      full.bind(TlsLab.loopback(), 1);
      InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
      try (Socket first = TlsLab.socket(address);
          Socket second = TlsLab.socket(address)) {
        TimeLimitException failure =
            assertThrows(
                TimeLimitException.class,
                () -> connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG));
        assertEquals(Limit.CONNECT, failure.limit());
      }
    }
  }
}
