package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.tls.TlsServerProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.Ports;

/** Handshakes and exporter with OpenSSL at the other end. */
@Timeout(180)
class OpensslInteropIT {
  private static final String NOTHING_NEWER = "the peer offers nothing newer than TLS 1.2";
  private static final String NO_COMMON =
      "the two sides have no common group, cipher suite or signature scheme";

  @TempDir Path folder;
  private TlsCredential own;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCredentials() throws Exception {
    own = TlsLab.credential(folder, "B.EXAMPLE");
    TlsLab.credential(folder, "A.EXAMPLE");
    certificate = folder.resolve("A.EXAMPLE.pem");
    key = folder.resolve("A.EXAMPLE.key");
  }

  @ParameterizedTest
  @CsvSource({
    "X25519,TLS_AES_256_GCM_SHA384,x25519",
    "P-256,TLS_AES_128_GCM_SHA256,secp256r1",
    "P-384,TLS_CHACHA20_POLY1305_SHA256,secp384r1"
  })
  void theirClientAtOurListener(String group, String suite, String seenGroup) throws Exception {
    assertEquals(seenGroup, new OpensslPeer(folder).connects(group, suite));
  }

  /** RFC 8446 section 6.1: whoever ends a session says so, also after a time limit. */
  @ParameterizedTest
  @CsvSource({"1, 30", "30, 1"})
  void theirClientGetsCloseNotifyAtATimeLimit(int idle, int whole) throws Exception {
    TlsLimits limits =
        new TlsLimits(
            TlsLab.LONG,
            TlsLab.LONG,
            TlsLab.LONG,
            Duration.ofSeconds(whole),
            TlsLab.MAX_MESSAGE,
            1,
            1);
    SessionHandler handler = session -> session.readMessage(Duration.ofSeconds(idle));
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), own, TlsLab.RANDOM, limits, handler)) {
      listener.start();
      List<String> arguments =
          List.of(
              "s_client",
              "-connect",
              "127.0.0.1:" + listener.address().getPort(),
              "-msg",
              "-cert",
              certificate.toString(),
              "-key",
              key.toString());
      try (Openssl client = new Openssl(arguments)) {
        assertTrue(
            client.await("<<< TLS 1.3, Alert").endsWith("warning close_notify"),
            "the session ends with another alert");
        TlsLab.await(() -> listener.counts().sessionsSlow() == 1);
      }
    }
  }

  @Test
  void theirClientWithoutACertificateGetsNoSession() throws Exception {
    SessionHandler never =
        session -> {
          throw new AssertionError("there is a session");
        };
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), own, TlsLab.RANDOM, TlsLab.LIMITS, never)) {
      listener.start();
      try (Openssl client =
          new Openssl(
              List.of("s_client", "-connect", "127.0.0.1:" + listener.address().getPort()))) {
        TlsLab.await(() -> listener.counts().failed() == 1);
        assertEquals(0, listener.counts().sessions());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"X25519,x25519", "P-256,secp256r1"})
  void ourConnectorAtTheirServer(String group, String seenGroup) throws Exception {
    assertEquals(seenGroup, new OpensslPeer(folder).accepts(group));
  }

  @Test
  void theirServerOfAnOlderTlsIsRefused() throws Exception {
    int port = Ports.free();
    try (Openssl server =
            new Openssl(
                List.of(
                    "s_server",
                    "-accept",
                    "127.0.0.1:" + port,
                    "-tls1_2",
                    "-cert",
                    certificate.toString(),
                    "-key",
                    key.toString()));
        ServerSocket front = new ServerSocket()) {
      server.await("ACCEPT");
      front.bind(TlsLab.loopback());
      CompletableFuture.runAsync(() -> OpensslPeer.startTlsBefore(front, port));

      TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) front.getLocalSocketAddress();
      IOException refusal =
          assertThrows(
              IOException.class,
              () -> connector.connect(address, "kx.a.example", TlsLab.ANY, TlsLab.LONG).close());
      assertTrue(
          refusal.getMessage().endsWith("protocol_version(70), " + NOTHING_NEWER),
          refusal.getMessage());
    }
  }

  /**
   * The server trusts another authority. {@code ourConnectorAtTheirServer} is the counterpart with
   * the right authority.
   */
  @Test
  void theRefusalOfOurCertificateIsReported() throws Exception {
    IOException refusal =
        refusalBy(
            List.of(
                "-Verify",
                "1",
                "-verify_return_error",
                "-CAfile",
                certificate.toString(),
                "-partial_chain"));
    PeerAlertException alert = assertInstanceOf(PeerAlertException.class, refusal);
    assertTrue(alert.refusesOurCertificate());
    assertTrue(
        alert.getMessage().contains("the peer refused our certificate: "), alert.getMessage());
  }

  @Test
  void aServerWithoutOurGroupsIsExplained() throws Exception {
    IOException refusal = refusalBy(List.of("-groups", "ffdhe2048", "-Verify", "1"));
    PeerAlertException alert = assertInstanceOf(PeerAlertException.class, refusal);
    assertFalse(alert.refusesOurCertificate());
    assertTrue(
        alert.getMessage().endsWith("the peer refused: handshake_failure(40), " + NO_COMMON),
        alert.getMessage());
  }

  /** The error of our connector. It comes at the latest with the first read. */
  private IOException refusalBy(List<String> options) throws Exception {
    int port = Ports.free();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-tls1_3",
                "-cert",
                certificate.toString(),
                "-key",
                key.toString()));
    arguments.addAll(options);
    try (Openssl server = new Openssl(arguments);
        ServerSocket front = new ServerSocket()) {
      server.await("ACCEPT");
      front.bind(TlsLab.loopback());
      CompletableFuture.runAsync(() -> OpensslPeer.startTlsBefore(front, port));
      TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) front.getLocalSocketAddress();
      return assertThrows(
          IOException.class,
          () -> {
            try (TlsSession session =
                connector.connect(address, "kx.a.example", TlsLab.ANY, TlsLab.LONG)) {
              session.writeMessage(new byte[] {1});
              session.readMessage();
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-tls1_2              | we refused: protocol_version(70), " + NOTHING_NEWER,
        "-groups ffdhe2048    | handshake_failure(40); the peer offers none of our groups",
        "-sigalgs RSA+SHA256  | handshake_failure(40); the peer accepts no signature scheme of our key",
        "-groups X25519       | ",
      })
  void whatTheirClientLacksIsExplained(String options, String words) throws Exception {
    try (ServerSocket front = new ServerSocket()) {
      front.bind(TlsLab.loopback());
      List<String> arguments =
          new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + front.getLocalPort()));
      arguments.addAll(List.of("-cert", certificate.toString(), "-key", key.toString()));
      arguments.addAll(List.of(options.split(" ")));
      try (Openssl client = new Openssl(arguments);
          Socket socket = front.accept()) {
        KxTlsServer server =
            new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsServices.only(own, session -> {}));
        WatchedInput in = new WatchedInput(socket.getInputStream(), () -> false);
        TlsServerProtocol protocol =
            new KxServerProtocol(in, in, new WatchedOutput(socket.getOutputStream()));
        if (words == null) {
          protocol.accept(server);
          return;
        }
        IOException refusal = assertThrows(IOException.class, () -> protocol.accept(server));
        String said = TlsFailure.of(TlsFailure.HANDSHAKE, in, refusal).getMessage();
        assertTrue(said.endsWith(words), said);
      }
    }
  }
}
