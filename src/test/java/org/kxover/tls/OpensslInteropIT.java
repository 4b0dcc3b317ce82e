package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.TlsServerProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same handshakes, exporter and certificate, with OpenSSL at the other end. */
@Timeout(180)
class OpensslInteropIT {
  private static final int SECRET = 48;

  private static final String NOTHING_NEWER = "the peer offers nothing newer than TLS 1.2";
  private static final String NO_COMMON =
      "no group, cipher suite or kind of signature is common to both";

  /** What openssl prints before the exporter's octets. */
  private static final String KEYING_MATERIAL = "Keying material:";

  /** What our side of a session saw. */
  private record Seen(byte[] leaf, String group, byte[] secret, byte[] message) {}

  @TempDir Path folder;
  private TlsCredential own;
  private TlsCredential theirs;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCredentials() throws Exception {
    own = TlsLab.credential(folder, "B.EXAMPLE");
    theirs = TlsLab.credential(folder, "A.EXAMPLE");
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
    BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    SessionHandler handler =
        session ->
            seen.add(
                new Seen(
                    session.peerChain().get(0),
                    session.namedGroup(),
                    session.exportSecret(new byte[0], SECRET),
                    session.readMessage()));
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), own, TlsLab.RANDOM, TlsLab.LIMITS, handler)) {
      listener.start();
      InetSocketAddress address = listener.address();
      try (Openssl client =
          new Openssl(
              List.of(
                  "s_client",
                  "-connect",
                  "127.0.0.1:" + address.getPort(),
                  "-tls1_3",
                  "-groups",
                  group,
                  "-ciphersuites",
                  suite,
                  "-cert",
                  certificate.toString(),
                  "-key",
                  key.toString(),
                  "-servername",
                  "kx.b.example",
                  "-keymatexport",
                  Exporter.LABEL,
                  "-keymatexportlen",
                  "" + SECRET))) {
        byte[] exported = HexFormat.of().parseHex(client.await(KEYING_MATERIAL));
        // A message of three octets; no letter of it is a command to s_client.
        client.type(new byte[] {0, 0, 0, 3, 'x', 'y', 'z'});
        Seen here = seen.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);

        assertArrayEquals(exported, here.secret());
        assertEquals(seenGroup, here.group());
        assertArrayEquals(theirs.chainDer().get(0), here.leaf());
        assertArrayEquals(new byte[] {'x', 'y', 'z'}, here.message());
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
    int port = freePort();
    try (Openssl server =
            new Openssl(
                List.of(
                    "s_server",
                    "-accept",
                    "127.0.0.1:" + port,
                    "-tls1_3",
                    "-groups",
                    group,
                    "-cert",
                    certificate.toString(),
                    "-key",
                    key.toString(),
                    "-Verify",
                    "1",
                    "-verify_return_error",
                    "-CAfile",
                    folder.resolve("B.EXAMPLE.pem").toString(),
                    "-partial_chain",
                    "-keymatexport",
                    Exporter.LABEL,
                    "-keymatexportlen",
                    "" + SECRET));
        ServerSocket front = new ServerSocket()) {
      server.await("ACCEPT");
      front.bind(TlsLab.loopback());
      CompletableFuture.runAsync(() -> startTlsBefore(front, port));

      TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) front.getLocalSocketAddress();
      try (TlsSession session =
          connector.connect(address, "kx.a.example", TlsLab.ANY, TlsLab.LONG)) {
        assertEquals(seenGroup, session.namedGroup());
        assertArrayEquals(theirs.chainDer().get(0), session.peerChain().get(0));
        byte[] exported = HexFormat.of().parseHex(server.await(KEYING_MATERIAL));
        assertArrayEquals(exported, session.exportSecret(new byte[0], SECRET));

        server.type(new byte[] {0, 0, 0, 3, 'x', 'y', '\n'});
        assertArrayEquals(new byte[] {'x', 'y', '\n'}, session.readMessage());
      }
    }
  }

  @Test
  void theirServerOfAnOlderTlsIsRefused() throws Exception {
    int port = freePort();
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
      CompletableFuture.runAsync(() -> startTlsBefore(front, port));

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

  /** {@code ourConnectorAtTheirServer} has the same server with the right authority. */
  @Test
  void theirServerThatRefusesOurCertificateIsHeard() throws Exception {
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
  void theirServerWithoutOurGroupsIsToldByItsAlert() throws Exception {
    IOException refusal = refusalBy(List.of("-groups", "ffdhe2048", "-Verify", "1"));
    PeerAlertException alert = assertInstanceOf(PeerAlertException.class, refusal);
    assertFalse(alert.refusesOurCertificate());
    assertTrue(
        alert.getMessage().endsWith("the peer refused: handshake_failure(40), " + NO_COMMON),
        alert.getMessage());
  }

  /** What our connector hears, at the latest where it reads for the first time. */
  private IOException refusalBy(List<String> options) throws Exception {
    int port = freePort();
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
      CompletableFuture.runAsync(() -> startTlsBefore(front, port));
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
        "-sigalgs RSA+SHA256  | handshake_failure(40); the peer takes no signature of our key's kind",
        "-groups X25519       | ",
      })
  void whatTheirClientLacksIsSaid(String options, String words) throws Exception {
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
        TlsServerProtocol protocol =
            new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
        if (words == null) {
          protocol.accept(server);
          return;
        }
        IOException refusal = assertThrows(IOException.class, () -> protocol.accept(server));
        String said = TlsFailure.of("TLS", TlsLab.loopback(), refusal).getMessage();
        assertTrue(said.endsWith(words), said);
      }
    }
  }

  @Test
  void opensslReadsOurCertificate() throws Exception {
    String text = Openssl.run("x509", "-in", certificate.toString(), "-noout", "-text");

    assertTrue(text.contains("Public Key Algorithm: id-ecPublicKey"), text);
    assertTrue(text.contains("ASN1 OID: prime256v1"), text);
    assertTrue(text.contains("DNS:kx.a.example"), text);
    assertTrue(text.contains("othername: 1.3.6.1.5.2.2"), text);
    assertTrue(text.contains("Signing KDC Response"), text);
    assertTrue(text.contains("TLS Web Server Authentication"), text);
    assertTrue(text.contains("TLS Web Client Authentication"), text);
    assertTrue(text.contains("CA:FALSE"), text);

    for (String purpose : List.of("sslserver", "sslclient")) {
      Openssl.run(
          "verify",
          "-purpose",
          purpose,
          "-partial_chain",
          "-CAfile",
          certificate.toString(),
          certificate.toString());
    }
    Openssl.run("pkey", "-in", key.toString(), "-noout", "-check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aPkcs12FileOfOpensslIsACredential(String kind) throws Exception {
    if (kind.equals("RSA")) {
      Openssl.run(
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-days",
          "2",
          "-subj",
          "/CN=kx.a.example",
          "-keyout",
          key.toString(),
          "-out",
          certificate.toString());
    }
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "of many words\n");
    Path pkcs12 = folder.resolve("both.p12");
    Openssl.run(
        "pkcs12",
        "-export",
        "-in",
        certificate.toString(),
        "-inkey",
        key.toString(),
        "-out",
        pkcs12.toString(),
        "-passout",
        "file:" + passphrase);
    Set<PosixFilePermission> open = PosixFilePermissions.fromString("rw-r--r--");
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    for (Path secret : List.of(pkcs12, passphrase)) {
      Files.setPosixFilePermissions(pkcs12, owner);
      Files.setPosixFilePermissions(passphrase, owner);
      Files.setPosixFilePermissions(secret, open);
      CredentialException refusal =
          assertThrows(
              CredentialException.class, () -> TlsCredential.loadPkcs12(pkcs12, passphrase));
      assertTrue(refusal.getMessage().startsWith(secret + " is open to"), refusal.getMessage());
    }
    Files.setPosixFilePermissions(passphrase, owner);
    TlsCredential loaded = TlsCredential.loadPkcs12(pkcs12, passphrase);
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), loaded, TlsLab.RANDOM, TlsLab.LIMITS, TlsLab::echo)) {
      listener.start();
      // With the same at both ends, each proves it to the other.
      TlsConnector connector = new TlsConnector(loaded, TlsLab.RANDOM, TlsLab.LIMITS);
      try (TlsSession session =
          connector.connect(listener.address(), "kx.a.example", TlsLab.ANY, TlsLab.LONG)) {
        session.writeMessage(new byte[] {1});
        assertArrayEquals(new byte[] {1}, session.readMessage());
        assertArrayEquals(loaded.chainDer().get(0), session.peerChain().get(0));
      }
    }
    Files.writeString(passphrase, "another\n");
    CredentialException refusal =
        assertThrows(CredentialException.class, () -> TlsCredential.loadPkcs12(pkcs12, passphrase));
    assertTrue(refusal.getMessage().endsWith("has another passphrase"), refusal.getMessage());
  }

  @Test
  void opensslTakesTheSameTlsaDigest() throws Exception {
    Path publicPem = folder.resolve("public.pem");
    Path publicDer = folder.resolve("public.der");
    Openssl.run(
        "x509", "-in", certificate.toString(), "-noout", "-pubkey", "-out", publicPem.toString());
    Openssl.run(
        "pkey",
        "-pubin",
        "-in",
        publicPem.toString(),
        "-outform",
        "der",
        "-out",
        publicDer.toString());
    String digest = Openssl.run("dgst", "-sha256", "-r", publicDer.toString());

    assertEquals(digest.split(" ")[0], KxCertificate.tlsaAssociation311(theirs.chainDer().get(0)));
  }

  /** What s_server lacks: the octets of RFC 6251 before its TLS. */
  private static void startTlsBefore(ServerSocket front, int port) {
    try (Socket client = front.accept();
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      InputStream in = StartTls.await(client.getInputStream(), client.getOutputStream());
      CompletableFuture<Void> there = pipe(in, server.getOutputStream());
      pipe(server.getInputStream(), client.getOutputStream()).join();
      server.close();
      client.close();
      there.join();
    } catch (IOException e) {
      // The connector's side tells.
    }
  }

  private static CompletableFuture<Void> pipe(InputStream from, OutputStream to) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                from.transferTo(to);
              } catch (IOException e) {
                // One end closed.
              }
              done.complete(null);
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.bind(TlsLab.loopback());
      return free.getLocalPort();
    }
  }
}
