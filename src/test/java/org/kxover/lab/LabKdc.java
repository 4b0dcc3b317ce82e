package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A realm's MIT KDC and its database, with the plugin that asks kxoverd. */
public final class LabKdc {
  /** Where the build leaves the plugin. */
  public static final Path PLUGIN = Path.of("target/plugin/kxover.so").toAbsolutePath();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Lab lab;
  private final LabRealm realm;
  private final int port = Ports.free();
  private final Path log;
  private LabProcess process;

  LabKdc(Lab lab, LabRealm realm) throws IOException {
    this.lab = lab;
    this.realm = realm;
    this.log = realm.folder().resolve("krb5kdc.log");
    if (!Files.exists(PLUGIN)) {
      throw new IOException(PLUGIN + " is not built; run make first");
    }
    Files.writeString(
        config(),
        """
        [libdefaults]
            default_realm = %s
            dns_lookup_realm = false
            dns_lookup_kdc = false
        """
            .formatted(realm.name()));
    Files.writeString(
        profile(),
        """
        [kdcdefaults]
            kdc_listen = 127.0.0.1:%1$d
            kdc_tcp_listen = 127.0.0.1:%1$d
        [realms]
            %2$s = {
                database_name = %3$s/principal
                key_stash_file = %3$s/stash
                max_life = 1d
            }
        [logging]
            kdc = FILE:%4$s
        [plugins]
            hostrealm = {
                module = kxover:%5$s
            }
        [kxover]
            socket = %6$s
            time_budget = 20000
        """
            .formatted(port, realm.name(), realm.folder(), log, PLUGIN, realm.kxoverd().socket()));
    program("kdb5_util", "-r", realm.name(), "create", "-s", "-P", "master key of the lab").run();
  }

  public int port() {
    return port;
  }

  /** The realm's krb5.conf, for programs on the KDC's machine. */
  public Path config() {
    return realm.folder().resolve("krb5.conf");
  }

  /** The realm's kdc.conf. */
  public Path profile() {
    return realm.folder().resolve("kdc.conf");
  }

  public void start() throws IOException {
    process = lab.closing(program("krb5kdc", "-n", "-r", realm.name()).start());
    process.await("is ready", () -> log().contains("commencing operation"), LIMIT);
  }

  public void stop() {
    process.stop();
  }

  /** What the KDC has logged. */
  public String log() {
    try {
      return Files.exists(log) ? LabCommand.text(log) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs one command of kadmin.local, which must succeed, and returns what it said. */
  public String kadmin(String command) throws IOException {
    return program("kadmin.local", "-r", realm.name(), "-q", command).run();
  }

  LabPrincipal principal(String name) throws IOException {
    return LabPrincipal.parse(
        program("kadmin.local", "-r", realm.name(), "-q", "getprinc " + name).runToAnyEnd().text());
  }

  /** All principals in the database, a line each. */
  public String principals() throws IOException {
    return kadmin("listprincs");
  }

  private LabCommand program(String program, String... arguments) {
    return new LabCommand(realm.folder(), program, arguments)
        .env(Map.of("KRB5_CONFIG", config().toString(), "KRB5_KDC_PROFILE", profile().toString()));
  }
}
