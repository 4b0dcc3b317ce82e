package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A user with a credential cache of their own and Debian's client programs. */
public final class LabUser {
  private final Lab lab;
  private final String principal;
  private final Path folder;
  private final Path config;

  LabUser(Lab lab, String principal, String password) throws IOException {
    this.lab = lab;
    this.principal = principal;
    this.folder = Files.createTempDirectory(lab.folder(), "user-");
    this.config = lab.clientConfig(folder.resolve("krb5.conf"), Map.of());
    program("kinit", principal).input(password + "\n").run();
  }

  private LabUser(LabUser user, Path config) {
    this.lab = user.lab;
    this.principal = user.principal;
    this.folder = user.folder;
    this.config = config;
  }

  /** The same user with the same tickets, whose krb5.conf names another KDC of that realm. */
  public LabUser asking(LabRealm realm, LabKdc kdc) throws IOException {
    return new LabUser(
        this, lab.clientConfig(folder.resolve("krb5-other.conf"), Map.of(realm, kdc)));
  }

  public String principal() {
    return principal;
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
      }
    }
    return servers;
  }

  /** A program that finds this user's tickets. */
  public LabCommand program(String program, String... arguments) {
    return new LabCommand(folder, program, arguments).env(environment());
  }

  /** What makes a program this user's. */
  public Map<String, String> environment() {
    return Map.of(
        "KRB5_CONFIG", config.toString(), "KRB5CCNAME", "FILE:" + folder.resolve("ccache"));
  }
}
