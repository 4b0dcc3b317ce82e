package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A user with a credential cache and Debian's client programs. */
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
   * @param site at which the user's programs run; empty for this host
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

  /** Logs in with kinit, which replaces all tickets. */
  public LabUser login() throws IOException {
    LabCommand.Output output = kinit();
    if (output.exitCode() != 0) {
      throw new IOException("kinit " + principal + ": " + output.text());
    }
    return this;
  }

  /** Gets an anonymous ticket (RFC 8062) from a KDC with this certificate. */
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

  /** This user with the same tickets, but with another KDC of that realm in krb5.conf. */
  public LabUser asking(LabRealm realm, LabKdc kdc) throws IOException {
    return new LabUser(
        this, lab.clientConfig(folder.resolve("krb5-other.conf"), Map.of(realm, kdc)), names);
  }

  /** As {@link #asking(LabRealm, LabKdc)}, for the KDCs of two realms. */
  public LabUser asking(LabRealm one, LabKdc kdc, LabRealm two, LabKdc kdcOfTwo)
      throws IOException {
    Path file = folder.resolve("krb5-others.conf");
    return new LabUser(this, lab.clientConfig(file, Map.of(one, kdc, two, kdcOfTwo)), names);
  }

  /**
   * This user with the same tickets, on an unconfigured machine. Its krb5.conf names neither realm
   * nor KDC, and its programs use the lab's DNS.
   *
   * @param settings for {@code [libdefaults]}
   */
  public LabUser asInstalled(String... settings) throws IOException {
    LabNames names = new LabNames(lab.dns(), Files.createTempDirectory(folder, "names-"));
    Path file = names.folder().resolve("krb5.conf");
    Files.writeString(file, "[libdefaults]\n" + String.join("\n", settings) + "\n");
    return new LabUser(this, file, names.environment());
  }

  /**
   * As {@link #asInstalled}, for programs that look for KDCs in DNS by themselves, or not at all:
   * krb5.conf lists the KDCs of all realms.
   *
   * @param lines settings for {@code [libdefaults]}, or whole sections, which begin with a bracket
   */
  public LabUser asConfigured(String... lines) throws IOException {
    LabNames names = new LabNames(lab.dns(), Files.createTempDirectory(folder, "names-"));
    Path file = lab.clientConfig(names.folder().resolve("krb5.conf"), Map.of());
    StringBuilder settings = new StringBuilder("[libdefaults]\n    default_realm = ");
    settings.append(principal.substring(principal.lastIndexOf('@') + 1)).append('\n');
    StringBuilder sections = new StringBuilder();
    for (String line : lines) {
      (line.startsWith("[") ? sections : settings.append("    ")).append(line).append('\n');
    }
    String text = Files.readString(file).replace("[libdefaults]\n", settings);
    Files.writeString(file, text + sections);
    return new LabUser(this, file, names.environment());
  }

  public String principal() {
    return principal;
  }

  /** Runs kinit with these options, which replaces all tickets if it succeeds. */
  public LabCommand.Output kinit(String... options) throws IOException {
    String[] words = Arrays.copyOf(options, options.length + 1);
    words[options.length] = principal;
    return program("kinit", words).input(password + "\n").runToAnyEnd();
  }

  /** Runs {@code kvno}, which may fail. */
  public LabCommand.Output kvno(String... arguments) throws IOException {
    return program("kvno", arguments).runToAnyEnd();
  }

  /** The output of {@code klist -e}. */
  public String klist() throws IOException {
    return program("klist", "-e").run();
  }

  /** The principals for which the user has tickets. */
  public List<String> tickets() throws IOException {
    List<String> servers = new ArrayList<>();
    for (String line : klist().split("\n")) {
      if (line.matches("\\d\\d.*@.*")) {
        servers.add(line.replaceAll(".* ", ""));
      } else if (line.contains("Ticket server: ")) {
        // klist prints this line if the requested name differs from the ticket's.
        servers.set(servers.size() - 1, line.replaceAll(".* ", ""));
      }
    }
    return servers;
  }

  /** A command that uses this user's tickets. */
  public LabCommand program(String program, String... arguments) {
    LabCommand command = new LabCommand(folder, program, arguments).env(environment());
    return site.isPresent() ? site.get().inside(command) : command;
  }

  /** As {@link #kvno}, with a copy of the cache, so that the new tickets are not kept. */
  public LabCommand.Output kvnoAside(String... arguments) throws IOException {
    Path aside =
        Files.copy(cache(), folder.resolve("ccache-aside"), StandardCopyOption.REPLACE_EXISTING);
    return program("kvno", arguments).env("KRB5CCNAME", "FILE:" + aside).runToAnyEnd();
  }

  private Path cache() {
    return folder.resolve("ccache");
  }

  /** Environment variables that make a program use this user's tickets. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(names);
    environment.put("KRB5_CONFIG", config.toString());
    environment.put("KRB5CCNAME", "FILE:" + cache());
    return environment;
  }
}
