package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.Settings;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Ports;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsSession;

/**
 * An error that stops the start is reported and leaves nothing behind. Once corrected, the daemon
 * starts.
 */
@Timeout(60)
class DaemonTest {
  @TempDir Path folder;
  private Path socket;
  private Path anchors;
  private Path key;
  private int port;
  private SecretFiles secrets = SecretFiles.judgedByMode();

  @BeforeEach
  void files() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    socket = run.resolve("kdc.sock");
    anchors = folder.resolve("root.ds");
    Files.writeString(anchors, ". IN DS 20326 8 2 " + "AB".repeat(32) + "\n");
    key = folder.resolve("kx.key");
    certificate();
    port = Ports.free();
  }

  private void certificate() throws Exception {
    KxCertificate.create(
        new Realm("A.EXAMPLE"),
        "kx.a.example",
        Duration.ofDays(1),
        Clock.systemUTC(),
        new SecureRandom(),
        folder.resolve("kx.crt"),
        key);
  }

  private Daemon daemon() throws Exception {
    Path config = folder.resolve("kxoverd.conf");
    Files.writeString(
        config,
        String.join(
            "\n",
            "[kdc]",
            "socket = " + socket,
            "[control]",
            "socket = " + socket.resolveSibling("control.sock"),
            "[listen]",
            "address = 127.0.0.1:" + port,
            "[dns]",
            "trust_anchors = " + anchors,
            "[realm A.EXAMPLE]",
            "host = kx.a.example",
            "certificate = " + folder.resolve("kx.crt"),
            "private_key = " + key,
            ""));
    return new Daemon(
        Settings.load(config),
        secrets,
        Optional.empty(),
        Clock.systemUTC(),
        new SecureRandom(),
        event -> {},
        Optional.empty());
  }

  private Settings settings() throws Exception {
    return Settings.load(folder.resolve("kxoverd.conf"));
  }

  /** The certificate that the daemon presents to a client. */
  private byte[] presentedCertificate() throws Exception {
    Duration time = Duration.ofSeconds(20);
    TlsCredential own = TlsCredential.load(folder.resolve("kx.crt"), key);
    TlsLimits limits = new TlsLimits(time, time, time, time, 4096, 4, 4);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (TlsSession session =
        new TlsConnector(own, new SecureRandom(), limits)
            .connect(address, "kx.a.example", chain -> {}, time)) {
      return session.peerChain().get(0);
    }
  }

  @Test
  void aReloadTakesANewCertificateButNotAnUnusableOne() throws Exception {
    try (Daemon daemon = daemon()) {
      daemon.start();
      byte[] first = presentedCertificate();
      Files.delete(folder.resolve("kx.crt"));
      Files.move(key, folder.resolve("old.key"));
      assertThrows(CredentialException.class, () -> daemon.reload(settings()));
      certificate();
      assertArrayEquals(first, presentedCertificate(), "nothing has changed");
      daemon.reload(settings());
      byte[] second = TlsCredential.load(folder.resolve("kx.crt"), key).chainDer().get(0);
      assertArrayEquals(second, presentedCertificate());
      assertFalse(Arrays.equals(first, second));
    }
  }

  private void assertStarts() throws Exception {
    try (Daemon daemon = daemon()) {
      daemon.start();
      assertTrue(Files.exists(socket));
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void itStartsAndStopsAndStartsAgain() throws Exception {
    assertStarts();
    assertStarts();
  }

  @Test
  void aKeyThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertTrue(
        assertThrows(CredentialException.class, this::daemon)
            .getMessage()
            .startsWith(key + " is open to its group"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    assertStarts();
  }

  /**
   * systemd 257 passes a key with mode 0440, and its access list lets the daemon's user read it.
   */
  @Test
  void aKeyInAFolderThatSystemdGuards() throws Exception {
    Path copies = Files.createDirectory(folder.resolve("credentials"));
    key = Files.move(key, copies.resolve("private_kx.key"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
    assertThrows(CredentialException.class, this::daemon);
    secrets = SecretFiles.guardedIn(Optional.of(copies));
    try (Daemon daemon = daemon()) {
      daemon.start();
      daemon.reload(settings());
    }
  }

  @Test
  void noTrustAnchors() throws Exception {
    String good = Files.readString(anchors);
    Files.writeString(anchors, "; none\n");
    assertTrue(
        assertThrows(TrustAnchorException.class, this::daemon)
            .getMessage()
            .startsWith(anchors + ": no usable trust anchor"));
    Files.writeString(anchors, good);
    assertStarts();
  }

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Daemon daemon = daemon()) {
      IOException e = assertThrows(IOException.class, daemon::start);
      assertTrue(
          e.getMessage().startsWith("cannot listen on 127.0.0.1:" + other.getLocalPort() + ": "),
          e.getMessage());
      assertFalse(
          Files.exists(socket), "the KDC must not be able to ask a daemon that did not start");
    }
    assertStarts();
  }

  @Test
  void aFolderThatLetsOthersIn() throws Exception {
    for (String mode : new String[] {"rwx--x--x", "rwxrwx---"}) {
      Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString(mode));
      try (Daemon daemon = daemon()) {
        IOException e = assertThrows(IOException.class, daemon::start);
        assertTrue(e.getMessage().contains("chmod it to a mode such as 0750"), e.getMessage());
      }
      assertFalse(Files.exists(socket));
    }
    Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-x---"));
    assertStarts();
  }

  @Test
  void anotherDaemonsSocketIsLeftAlone() throws Exception {
    try (Daemon first = daemon()) {
      first.start();
      port = Ports.free();
      try (Daemon second = daemon()) {
        IOException e = assertThrows(IOException.class, second::start);
        assertTrue(e.getMessage().contains("is another kxoverd running?"), e.getMessage());
      }
      assertTrue(Files.exists(socket));
    }
    assertFalse(Files.exists(socket));
  }
}
