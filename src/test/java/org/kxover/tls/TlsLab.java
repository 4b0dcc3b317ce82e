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

/** What the tests of this room share: two realms' credentials, limits, and where to listen. */
final class TlsLab {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Duration LONG = Duration.ofSeconds(30);

  /** Long enough for a busy machine to do what a test does before it. */
  static final Duration SHORT = Duration.ofSeconds(1);

  static final int MAX_MESSAGE = 4096;
  static final TlsLimits LIMITS = new TlsLimits(LONG, LONG, LONG, LONG, MAX_MESSAGE, 16, 16);
  static final CertificateCheck ANY = chain -> {};

  private TlsLab() {}

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** A realm's certificate and key, made in {@code folder} as REALM.pem and REALM.key. */
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

  /** A raw connection, whose reads do not wait for ever when a test goes wrong. */
  static Socket socket(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  /** Answers every message with itself until the peer ends the session. */
  static void echo(TlsSession session) throws IOException {
    while (true) {
      session.writeMessage(session.readMessage());
    }
  }

  /** Shows that certificate, and signs with the key of a realm that {@link #credential} made. */
  static TlsCredential impostor(TlsCredential shown, Path folder, String signing)
      throws CredentialException {
    return new TlsCredential(
        shown.chainDer(),
        PrivateKeyFile.read(folder.resolve(signing + ".key"), SecretFiles.judgedByMode()),
        List.of(SignatureScheme.ecdsa_secp256r1_sha256));
  }

  /** That certificate for everyone, and an echo behind it. */
  static TlsServices only(TlsCredential credential) {
    return TlsServices.only(credential, TlsLab::echo);
  }

  /** Waits until {@code condition} holds; a test that waits for what never comes fails. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "what was waited for did not come");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
