package org.kxover.daemon;

import crawlercommons.domains.EffectiveTldFinder;
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
 * A daemon in an empty world, for {@code share-classes}: Java notes the classes that it loads
 * meanwhile. No KDC, no DNS server and no database is there. The daemon listens on loopback, and
 * its files are in a scratch folder.
 */
public final class DryStart {
  private static final Logger LOG = LoggerFactory.getLogger(DryStart.class);
  private static final Realm REALM = new Realm("DRY-START.INVALID");
  private static final String HOST = "kx.dry-start.invalid";
  private static final int ANSWER_MILLIS = 20_000;
  private static final int MAX_ANSWER = 4096;

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
   * @param args an empty folder that only its owner may enter
   */
  public static void main(String[] args) {
    Logging.toTerminal();
    DryStart dry = new DryStart(Path.of(args[0]), Clock.systemUTC(), new SecureRandom());
    System.exit(dry.run() ? 0 : 1);
  }

  /**
   * Does one part after the other. A part that fails here leaves its classes out of the archive,
   * and nothing more.
   *
   * @return whether none failed
   */
  boolean run() {
    part("all classes of kxoverd", () -> OwnClasses.load(DryStart.class));
    part(
        "the list of public suffixes",
        () -> EffectiveTldFinder.getAssignedDomain(HOST, true, true));
    part("the daemon", () -> expect(0, daemon(settings())));
    return complete;
  }

  private void part(String name, Callable<?> part) {
    try {
      part.call();
    } catch (Exception | LinkageError e) {
      complete = false;
      LOG.warn("not seen: {}", name, e);
    }
  }

  private static Void expect(int code, int ended) throws IOException {
    if (ended != code) {
      throw new IOException("ended with " + ended + " and not " + code);
    }
    return null;
  }

  /** The validator's work on P-256, whose outcome is of no interest. */
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
            // RFC 863: whoever is there is silent.
            "resolver = 127.0.0.1:9",
            "timeout = 100ms",
            "trust_anchors = " + anchor,
            "[realm " + REALM + "]",
            "host = " + HOST,
            "certificate = " + certificate,
            "private_key = " + key,
            // Says what it is told, and no more: no database that anybody would know.
            "kadmin = cat",
            "kadmin_timeout = 100ms");
    Path config = folder.resolve("kxoverd.conf");
    Files.write(config, lines);
    return config;
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
      // Not before: only a daemon prefers the provider that it verifies with.
      part("a zone's signature", this::verify);
      part("a KDC's question", this::ask);
      part("kxover status", () -> expect(0, kxover("status", "--config", config.toString())));
      return 0;
    } catch (Exception e) {
      LOG.warn("no daemon", e);
      return 1;
    }
  }

  private int kxover(String... words) {
    return KxoverCommand.create(
            clock,
            random,
            dns -> DaemonContext.dns(dns, clock),
            realm -> Databases.tried(realm, clock))
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
          throw new IOException("no answer but " + answer);
        }
        answer.append((char) octet);
      }
      return answer.toString();
    }
  }
}
