package org.kxover.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.base.LibraryOptions;
import org.kxover.cli.KxoverCommand;
import org.kxover.cli.KxoverdCommand;
import org.kxover.config.Settings;
import org.kxover.event.EventLog;
import org.kxover.kerberos.Realm;
import org.kxover.systemd.Logging;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.SecretFiles;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a daemon for {@code share-classes}, so that Java records which classes it loads. The daemon
 * has no KDC, no DNS server and no database. It listens on loopback, and its files are in a
 * temporary folder.
 */
public final class DryStart {
  static {
    // Before the first logger is made.
    LibraryOptions.set();
  }

  private static final Logger LOG = LoggerFactory.getLogger(DryStart.class);
  private static final Realm REALM = new Realm("DRY-START.INVALID");
  private static final String HOST = "kx.dry-start.invalid";
  private static final int ANSWER_MILLIS = 20_000;
  private static final int MAX_ANSWER = 4096;

  private static final Duration MAX_WARM_UP = Duration.ofSeconds(20);

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random;
  private boolean complete = true;

  DryStart(Path folder, Clock clock, SecureRandom random) {
    this.folder = folder;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param args the path of an empty folder that only its owner may enter
   */
  public static void main(String[] args) {
    Logging.toTerminal();
    DryStart dry = new DryStart(Path.of(args[0]), Clock.systemUTC(), new SecureRandom());
    System.exit(dry.run() ? 0 : 1);
  }

  /**
   * Runs one part after the other. If a part fails, only its classes are missing in the archive.
   *
   * @return true if no part failed
   */
  boolean run() {
    part("all classes of kxoverd", () -> ClassPreloader.load(DryStart.class));
    part("the daemon", () -> expect(0, daemon(settings())));
    return complete;
  }

  private void part(String name, Callable<?> part) {
    try {
      part.call();
    } catch (Exception | LinkageError e) {
      complete = false;
      LOG.warn("classes left out of the archive: {}", name, e);
    }
  }

  private static Void expect(int code, int actual) throws IOException {
    if (actual != code) {
      throw new IOException("exit code " + actual + " instead of " + code);
    }
    return null;
  }

  /** Loads the classes for P-256 signatures. */
  private Boolean verify() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    var pair = generator.generateKeyPair();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate(), random);
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    return signature.verify(signed);
  }

  private Path settings() throws IOException {
    Path certificate = folder.resolve("kx.crt");
    Path key = folder.resolve("kx.key");
    KxCertificate.create(REALM, HOST, Duration.ofDays(1), clock, random, certificate, key);
    Path anchor = folder.resolve("root.ds");
    Files.writeString(anchor, ". IN DS 20326 8 2 " + "AB".repeat(32) + "\n");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> lines =
        List.of(
            "[kdc]",
            "socket = " + kdcSocket(),
            "uids = " + Files.getAttribute(folder, "unix:uid"),
            "[control]",
            "socket = " + folder.resolve("control.sock"),
            "[listen]",
            "address = 127.0.0.1:" + port,
            "[dns]",
            // The discard port (RFC 863): a server there would not answer.
            "resolver = 127.0.0.1:9",
            "timeout = 100ms",
            "trust_anchors = " + anchor,
            "[realm " + REALM + "]",
            "host = " + HOST,
            "certificate = " + certificate,
            "private_key = " + key,
            // Starts, and never answers like a kadmin.
            "kadmin = cat",
            "kadmin_timeout = 100ms");
    Path config = folder.resolve("kxoverd.conf");
    Files.write(config, lines);
    return config;
  }

  /** The daemon's own first exchanges load most of its code. */
  private static Void exchange(Daemon daemon) throws IOException {
    if (!daemon.awaitWarmUp(MAX_WARM_UP)) {
      throw new IOException("the daemon made no exchange with itself");
    }
    return null;
  }

  private Path kdcSocket() {
    return folder.resolve("kdc.sock");
  }

  private int daemon(Path config) {
    return KxoverdCommand.create((file, settings, foreground) -> serve(file, settings))
        .execute("--config", config.toString());
  }

  private int serve(Path config, Settings settings) {
    try (Daemon daemon =
        new Daemon(
            settings,
            SecretFiles.judgedByMode(),
            Optional.empty(),
            clock,
            random,
            new EventLog(),
            Optional.empty())) {
      daemon.start();
      part("an exchange", () -> exchange(daemon));
      // After the start: the daemon selects the provider that verifies signatures.
      part("a zone's signature", this::verify);
      part("a KDC's question", this::ask);
      part("kxover status", () -> expect(0, kxover("status", "--config", config.toString())));
      return 0;
    } catch (Exception e) {
      LOG.warn("the daemon cannot start", e);
      return 1;
    }
  }

  private int kxover(String... words) {
    return KxoverCommand.create(
            clock,
            random,
            dns -> DaemonContext.dns(dns, clock),
            realm -> Databases.openForCheck(realm, clock))
        .execute(words);
  }

  private String ask() throws IOException {
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(kdcSocket());
    try (AFUNIXSocket socket = AFUNIXSocket.connectTo(address)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      String question = "kxover=1\nid=1\nrealm=" + REALM + "\nservice=HTTP/www.b.example\n\n";
      socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\n\n") < 0) {
        int octet = socket.getInputStream().read();
        if (octet < 0 || answer.length() == MAX_ANSWER) {
          throw new IOException("incomplete answer: " + answer);
        }
        answer.append((char) octet);
      }
      return answer.toString();
    }
  }
}
