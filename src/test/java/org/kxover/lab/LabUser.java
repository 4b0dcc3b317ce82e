package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A user with a credential cache of their own and Debian's client programs. */
public final class LabUser {
  private final Lab lab;
  private final Optional<LabSite> site;
  private final String principal;
  private final String password;
  private final Path folder;
  private final Path config;
  private final Map<String, String> names;

  LabUser(Lab lab, String principal, String password) throws IOException {
    this(lab, principal, password, Optional.empty());
  }

  /**
   * @param site where the user's programs run
   */
  LabUser(Lab lab, String principal, String password, Optional<LabSite> site) throws IOException {
    this.lab = lab;
    this.site = site;
    this.principal = principal;
    this.password = password;
    this.folder = Files.createTempDirectory(lab.folder(), "user-");
    this.config = lab.clientConfig(folder.resolve("krb5.conf"), Map.of());
    this.names = Map.of();
  }

  /** Has a new TGT and no other ticket. */
  public LabUser login() throws IOException {
    LabCommand.Output output = kinit();
    if (output.exitCode() != 0) {
      throw new IOException("kinit " + principal + ": " + output.text());
    }
    return this;
  }

  /** Gets a ticket that names nobody (RFC 8062), of a KDC with this certificate. */
  LabUser loginAnonymously(String realm, Path certificate) throws IOException {
    program("kinit", "-n", "-X", "X509_anchors=FILE:" + certificate, "@" + realm).run();
    return this;
  }

  private LabUser(LabUser user, Path config, Map<String, String> names) {
    this.names = names;
    this.lab = user.lab;
    this.site = user.site;
    this.principal = user.principal;
    this.password = user.password;
    this.folder = user.folder;
    this.config = config;
  }

  /** The same user with the same tickets, whose krb5.conf names another KDC of that realm. */
  public LabUser asking(LabRealm realm, LabKdc kdc) throws IOException {
    return new LabUser(
        this, lab.clientConfig(folder.resolve("krb5-other.conf"), Map.of(realm, kdc)), names);
  }

  /**
   * The same user with the same tickets, on a machine that has been told nothing: its krb5.conf
   * names neither realm nor KDC, and its programs find the names of the lab's zones.
   *
   * @param settings of {@code [libdefaults]}, if any
   */
  public LabUser asInstalled(String... settings) throws IOException {
    LabNames names = new LabNames(lab.dns(), Files.createTempDirectory(folder, "names-"));
    Path file = names.folder().resolve("krb5.conf");
    Files.writeString(file, "[libdefaults]\n" + String.join("\n", settings) + "\n");
    return new LabUser(this, file, names.environment());
  }

  public String principal() {
    return principal;
  }

  /** Logs in once more, whatever comes of it; all tickets from before are gone then. */
  public LabCommand.Output kinit() throws IOException {
    return program("kinit", principal).input(password + "\n").runToAnyEnd();
  }

  /** {@code kvno} with these arguments, whatever comes of it. */
  public LabCommand.Output kvno(String... arguments) throws IOException {
    return program("kvno", arguments).runToAnyEnd();
  }

  /** The tickets, as klist shows them with their encryption types. */
  public String klist() throws IOException {
    return program("klist", "-e").run();
  }

  /** The servers for which the user has tickets. */
  public List<String> tickets() throws IOException {
    List<String> servers = new ArrayList<>();
    for (String line : klist().split("\n")) {
      if (line.matches("\\d\\d.*@.*")) {
        servers.add(line.replaceAll(".* ", ""));
      } else if (line.contains("Ticket server: ")) {
        // Where the user has asked for another name than is on the ticket.
        servers.set(servers.size() - 1, line.replaceAll(".* ", ""));
      }
    }
    return servers;
  }

  /** A program that finds this user's tickets. */
  public LabCommand program(String program, String... arguments) {
    LabCommand command = new LabCommand(folder, program, arguments).env(environment());
    return site.isPresent() ? site.get().inside(command) : command;
  }

  /** As {@link #kvno}, with a copy of the tickets: what it gets is not there the next time. */
  public LabCommand.Output kvnoAside(String... arguments) throws IOException {
    Path aside =
        Files.copy(cache(), folder.resolve("ccache-aside"), StandardCopyOption.REPLACE_EXISTING);
    return program("kvno", arguments).env("KRB5CCNAME", "FILE:" + aside).runToAnyEnd();
  }

  private Path cache() {
    return folder.resolve("ccache");
  }

  /** What makes a program this user's. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(names);
    environment.put("KRB5_CONFIG", config.toString());
    environment.put("KRB5CCNAME", "FILE:" + cache());
    return environment;
  }
}
