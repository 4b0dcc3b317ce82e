package org.kxover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kxover.exchange.Agreement;

/**
 * Debian's Heimdal KDC for a {@link LabPeer}. Heimdal's kadmin has other commands than MIT's, so
 * kxoverd cannot write its keys. This class enters them with the command that an administrator of
 * Heimdal types.
 */
public final class LabHeimdal {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);

  private final Lab lab;
  private final String realm;
  private final Path folder;
  private final Path prefix;
  private final Path config;
  private final int port = Ports.free();

  /**
   * Publishes the KDC's address in the peer's zone, so call it before the lab starts.
   *
   * @param keyTypes encryption types to derive from a password, in Heimdal's names, such as {@code
   *     aes256-cts-hmac-sha1-96}
   */
  public LabHeimdal(Lab lab, LabPeer peer, String... keyTypes) throws IOException {
    this.lab = lab;
    this.realm = peer.name();
    this.folder = Files.createTempDirectory(lab.folder(), "heimdal-");
    this.prefix = installationPrefix();
    this.config =
        Files.writeString(
            folder.resolve("krb5.conf"),
            """
            [libdefaults]
                default_realm = %1$s
                dns_lookup_realm = false
                dns_lookup_kdc = false
            [kadmin]
                default_keys = %2$s
            [kdc]
                database = {
                    realm = %1$s
                    dbname = %3$s/database
                    mkey_file = %3$s/master-key
                    acl_file = %3$s/acl
                    log_file = %3$s/changes
                }
            [logging]
                kdc = 0-/FILE:%3$s/heimdal-kdc.log
            """
                .formatted(realm, String.join(":pw-salt ", keyTypes) + ":pw-salt", folder));
    kadmin("init", "--realm-max-ticket-life=1d", "--realm-max-renewable-life=1d", realm);
    LabRealm.publishKdc(peer.identity().zone(), port);
  }

  private static Path installationPrefix() throws IOException {
    Path script = Path.of("src/test/sh/heimdal.sh").toAbsolutePath();
    String said =
        new LabCommand(Path.of(System.getProperty("java.io.tmpdir")), script.toString())
            .env("HOME", System.getProperty("user.home"))
            .limit(DOWNLOAD_LIMIT)
            .run();
    return Path.of(said.strip());
  }

  public void start() throws IOException {
    lab.closeAtEnd(
            program("usr/lib/heimdal-servers/kdc", "--addresses=127.0.0.1", "--ports=" + port)
                .start())
        .awaitPort(port, LIMIT);
  }

  /** The KDC's log so far. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("heimdal-kdc.log"));
  }

  /** Adds a service; returns its keytab. */
  public Path service(String principal) throws IOException {
    kadmin("add", "--use-defaults", "--random-key", principal);
    return keytab(principal);
  }

  /** Adds a principal with a password, as an administrator makes a crossover by hand. */
  public void add(String principal, String password) throws IOException {
    kadmin("add", "--use-defaults", "--password=" + password, principal);
  }

  /** Adds a user and logs the user in. */
  public LabUser user(String name) throws IOException {
    String password = "password of " + name;
    add(name, password);
    return new LabUser(lab, name + "@" + realm, password).asInstalled("rdns = false").login();
  }

  /** Enters the key of an exchange. Heimdal gives a new principal kvno 1. */
  public void write(Agreement agreement) {
    try {
      add(
          agreement.crossover().toString(),
          new String(agreement.password().ascii(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link LabKdc#keyLines}. */
  public List<String> keyLines(String principal) throws IOException {
    return new LabCommand(folder, "klist", "-K", "-e", "-k", keytab(principal).toString())
        .run()
        .lines()
        .filter(line -> line.contains("(0x"))
        .toList();
  }

  private Path keytab(String principal) throws IOException {
    Path keytab = folder.resolve(principal.replace('/', '-') + ".keytab");
    Files.deleteIfExists(keytab);
    kadmin("ext_keytab", "--keytab=" + keytab, principal);
    return keytab;
  }

  private void kadmin(String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--local"));
    arguments.addAll(List.of(words));
    program("usr/bin/kadmin.heimdal", arguments.toArray(String[]::new)).run();
  }

  private LabCommand program(String program, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("--config-file=" + config));
    words.addAll(List.of(arguments));
    return new LabCommand(folder, prefix.resolve(program).toString(), words.toArray(String[]::new))
        .env("LD_LIBRARY_PATH", libraries());
  }

  /** One of Heimdal's programs for users, such as {@code kgetcred}. */
  public static LabCommand client(LabUser user, String program, String... arguments)
      throws IOException {
    Path prefix = installationPrefix();
    return user.program(prefix.resolve("usr/bin/" + program).toString(), arguments)
        .env("LD_LIBRARY_PATH", libraries(prefix));
  }

  private String libraries() throws IOException {
    return libraries(prefix);
  }

  private static String libraries(Path prefix) throws IOException {
    try (var folders = Files.newDirectoryStream(prefix.resolve("usr/lib"), "*-linux-gnu*")) {
      return folders.iterator().next().toString();
    }
  }
}
