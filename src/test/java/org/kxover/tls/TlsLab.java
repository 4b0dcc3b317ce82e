package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bouncycastle.tls.SignatureScheme;
import org.kxover.kerberos.Realm;

/** Shared by the tests of this package: credentials of realms, limits and addresses. */
final class TlsLab {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Duration LONG = Duration.ofSeconds(30);

  /** Long enough for the steps before it, even on a busy machine. */
  static final Duration SHORT = Duration.ofSeconds(1);

  static final int MAX_MESSAGE = 4096;
  static final TlsLimits LIMITS = new TlsLimits(LONG, LONG, LONG, LONG, MAX_MESSAGE, 16, 16);
  static final CertificateCheck ANY = chain -> {};

  private TlsLab() {}

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Makes a certificate and key for a realm, in {@code folder} as REALM.pem and REALM.key. */
  static TlsCredential credential(Path folder, String realm) throws Exception {
    Path certificate = folder.resolve(realm + ".pem");
    Path key = folder.resolve(realm + ".key");
    KxCertificate.create(
        new Realm(realm),
        "kx." + realm.toLowerCase(Locale.ROOT),
        Duration.ofDays(1),
        Clock.systemUTC(),
        RANDOM,
        certificate,
        key);
    return TlsCredential.load(certificate, key);
  }

  /** A plain TCP connection. Its reads have a time limit, so that a failing test ends. */
  static Socket socket(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  /** Sends every message back until the peer ends the session. */
  static void echo(TlsSession session) throws IOException {
    while (true) {
      session.writeMessage(session.readMessage());
    }
  }

  /** A credential with the certificate {@code shown}, but the private key of another realm. */
  static TlsCredential impostor(TlsCredential shown, Path folder, String signing)
      throws CredentialException {
    return new TlsCredential(
        shown.chainDer(),
        PrivateKeyFile.read(folder.resolve(signing + ".key"), SecretFiles.judgedByMode()),
        List.of(SignatureScheme.ecdsa_secp256r1_sha256));
  }

  /** A service with that certificate for every server_name, which sends messages back. */
  static TlsServices only(TlsCredential credential) {
    return TlsServices.only(credential, TlsLab::echo);
  }

  /** Waits until {@code condition} holds, and fails after a time limit. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "the condition did not become true in time");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
