package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A realm's kadmind, with the access list that doc/INSTALL.md gives for kxoverd. kxoverd is its
 * client: it has the addresses of KDC and kadmind and a keytab, and no access to the database.
 */
public final class LabKadmind {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String ADMINISTRATOR = "kxover/admin";

  private final Lab lab;
  private final LabRealm realm;
  private final int port = Ports.free();
  private final Path clientConfig;
  private final Path keytab;
  private final Path profile;
  private final Path acl;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private LabProcess process;

  /**
   * Also sets the realm's kxoverd to use kadmind from its next start on. If the realm gets its own
   * clock, make that first.
   */
  public LabKadmind(Lab lab, LabRealm realm) throws IOException {
    this.lab = lab;
    this.realm = realm;
    this.clientConfig = realm.folder().resolve("kadmin-client.conf");
    this.keytab = realm.folder().resolve("kadmin.keytab");
    this.profile = realm.folder().resolve("kadmind.conf");
    arguments.addAll(List.of("-nofork", "-r", realm.name()));
    this.acl = Files.writeString(realm.folder().resolve("kadm5.acl"), accessList(realm.name()));
    Files.writeString(
        profile,
        Files.readString(realm.kdc().profile())
            .replace(
                "max_life = 1d\n",
                """
                max_life = 1d
                        acl_file = %s
                        kadmind_port = %d
                        kpasswd_listen = 127.0.0.1:%d
                """
                    .formatted(acl, port, Ports.free())));
    Files.writeString(
        clientConfig,
        """
        [libdefaults]
            default_realm = %1$s
            dns_lookup_realm = false
            dns_lookup_kdc = false
            dns_canonicalize_hostname = false
            rdns = false
        [realms]
            %1$s = {
                kdc = 127.0.0.1:%2$d
                admin_server = 127.0.0.1:%3$d
            }
        """
            .formatted(realm.name(), realm.kdc().port(), port));
    realm.kdc().kadmin("addprinc -randkey " + ADMINISTRATOR);
    realm.kdc().kadmin("ktadd -k " + keytab + " " + ADMINISTRATOR);
    administers(realm.kxoverd());
  }

  /** Sets a kxoverd to use this kadmind, from its next start on. */
  void administers(LabKxoverd kxoverd) throws IOException {
    // kxoverd's user must be able to read the keytab.
    kxoverd.giveToDaemonUser(keytab);
    String clock = realm.kdc().clock().map(LabClock::prefix).orElse("");
    kxoverd
        .set("kadmin", clock + String.join(" ", command()))
        .set("krb5_config", clientConfig.toString())
        .set("kdc_profile", "/nonexistent");
  }

  /**
   * Enables incremental propagation to a replica, and full dumps with kprop.
   *
   * @param accessList the replica's line for kadm5.acl
   * @param hostKeytab keytab of the host's programs
   * @param kpropdPort the replica's port
   */
  LabKadmind propagating(String accessList, Path hostKeytab, int kpropdPort) throws IOException {
    Path acl = realm.folder().resolve("kadm5.acl");
    Files.writeString(acl, Files.readString(acl) + accessList);
    environment.put("KRB5_KTNAME", hostKeytab.toString());
    // kadmind starts kprop, which needs a client's configuration.
    environment.put("KRB5_CONFIG", clientConfig.toString());
    arguments.addAll(
        List.of(
            "-k",
            Integer.toString(kpropdPort),
            "-F",
            realm.folder().resolve("to_replica").toString(),
            "-p",
            lab.programs().executable("kdb5_util"),
            "-K",
            lab.programs().executable("kprop")));
    return this;
  }

  /**
   * Adds a line to the access list.
   *
   * @param line as in kadm5.acl(5)
   */
  public LabKadmind alsoFor(String line) throws IOException {
    Files.writeString(acl, Files.readString(acl) + line + "\n");
    return this;
  }

  /** The krb5.conf of a machine that has no access to the database. */
  public Path clientConfig() {
    return clientConfig;
  }

  /** The access list of doc/INSTALL.md, for that realm. */
  private static String accessList(String realm) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("doc/INSTALL.md")).stream()
            .map(String::strip)
            .filter(line -> line.startsWith(ADMINISTRATOR + "@"))
            .limit(3)
            .map(line -> line.replace("A.EXAMPLE", realm))
            .toList();
    if (lines.size() < 3) {
      throw new IllegalStateException("doc/INSTALL.md has no access list for " + ADMINISTRATOR);
    }
    return String.join("\n", lines) + "\n";
  }

  private List<String> command() {
    return List.of(
        // kxoverd's own user may be unable to read an installation in a home directory.
        realm.kxoverd().runsAsTestUser() ? lab.programs().path("kadmin") : "kadmin",
        "-k",
        "-t",
        keytab.toString(),
        "-p",
        ADMINISTRATOR,
        "-r",
        realm.name());
  }

  public void start() throws IOException {
    LabCommand kadmind =
        new LabCommand(
                realm.folder(), lab.programs().path("kadmind"), arguments.toArray(String[]::new))
            .env(
                Map.of(
                    "KRB5_CONFIG",
                    realm.kdc().config().toString(),
                    "KRB5_KDC_PROFILE",
                    profile.toString()))
            .env(environment);
    realm.kdc().clock().ifPresent(clock -> kadmind.env(clock.environment()));
    process = lab.closeAtEnd(kadmind.start());
    process.awaitPort(port, LIMIT);
  }

  /**
   * Sets whether kxoverd may extract crossover keys ({@code e} in kadm5.acl), from the next start
   * of kadmind on.
   */
  public void allowKeyExtraction(boolean allowed) throws IOException {
    allow(allowed ? "acdeim" : "acdim");
  }

  /**
   * Sets kxoverd's rights on crossovers, in the letters of kadm5.acl(5), from the next start of
   * kadmind on.
   */
  public void allow(String rights) throws IOException {
    String list = accessList(realm.name());
    String without = "  acdim  ";
    if (!list.contains(without)) {
      throw new IllegalStateException("doc/INSTALL.md's access list has no \"acdim\": " + list);
    }
    Files.writeString(acl, list.replace(without, "  " + rights + "  "));
  }

  public void stop() {
    process.stop();
  }

  /** Kills it with SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** The keytab with which kxoverd authenticates to kadmind. */
  public Path keytab() {
    return keytab;
  }

  /** Runs one kadmin command as kxoverd; returns its output, whether allowed or not. */
  public String asKxoverd(String request) throws IOException {
    List<String> words = new ArrayList<>(command());
    words.addAll(List.of("-q", request));
    return new LabCommand(
            realm.folder(), words.get(0), words.subList(1, words.size()).toArray(String[]::new))
        .env(Map.of("KRB5_CONFIG", clientConfig.toString(), "KRB5_KDC_PROFILE", "/nonexistent"))
        .runToAnyEnd()
        .text();
  }
}
