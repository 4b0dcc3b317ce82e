package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.kxover.kerberos.KerberosTime;

/** What an administrator does with a realm's database, on the machine of its KDC. */
abstract class LabAdministrator {
  abstract LabRealm realm();

  /** Restarts the KDC. */
  public abstract void restart() throws IOException;

  /** A program of the KDC's release, with the KDC's configuration. */
  abstract LabCommand program(String program, String... arguments);

  /** Runs one command of kadmin.local, which must succeed, and returns its output. */
  public String kadmin(String command) throws IOException {
    return program("kadmin.local", "-r", realm().name(), "-q", command).run();
  }

  /** Runs several commands in one kadmin.local, which goes on after one that fails. */
  String session(String... commands) throws IOException {
    return program("kadmin.local", "-r", realm().name())
        .input(String.join("\n", commands) + "\n")
        .run();
  }

  /** As {@link #kadmin}, in the name of that principal. */
  public String kadminAs(String principal, String command) throws IOException {
    return program("kadmin.local", "-p", principal, "-r", realm().name(), "-q", command).run();
  }

  /**
   * Adds principals in one run of kadmin.local.
   *
   * @param principals arguments of {@code addprinc}: options and a name
   */
  public void addPrincipals(List<String> principals) throws IOException {
    String said =
        session(principals.stream().map(words -> "addprinc " + words).toArray(String[]::new));
    if (said.split("\" created\\.", -1).length != principals.size() + 1) {
      throw new IOException("kadmin.local did not add all principals:\n" + said);
    }
  }

  LabPrincipal principal(String name) throws IOException {
    return LabPrincipal.parse(
        program("kadmin.local", "-r", realm().name(), "-q", "getprinc " + name)
            .runToAnyEnd()
            .text());
  }

  /** Dumps the database to a file. */
  public Path dump() throws IOException {
    Path file = Files.createTempFile(realm().folder(), "database-", ".dump");
    program("kdb5_util", "-r", realm().name(), "dump", file.toString()).run();
    return file;
  }

  /** Replaces the database with a dump, also while programs have it open. */
  public void load(Path dump) throws IOException {
    program("kdb5_util", "-r", realm().name(), "load", dump.toString())
        .limit(Duration.ofMinutes(20))
        .run();
  }

  /** A principal's keys in hexadecimal, extracted without changing them. */
  public List<String> key(String name) throws IOException {
    return keyLines(name).stream()
        .map(line -> line.replaceAll(".*\\(0x([0-9a-f]+)\\).*", "$1"))
        .toList();
  }

  /** As {@link #key}, each with its kvno and type as klist prints them. */
  public List<String> keyLines(String name) throws IOException {
    Path keytab = Files.createTempFile(realm().folder(), "key-", ".keytab");
    Files.delete(keytab);
    kadmin("ktadd -norandkey -k " + keytab + " " + name);
    return program("klist", "-K", "-e", "-k", keytab.toString())
        .run()
        .lines()
        .filter(line -> line.contains("(0x"))
        .toList();
  }

  /** All principals in the database, one per line. */
  public String principals() throws IOException {
    return kadmin("listprincs");
  }

  /**
   * Moves the end of a key so close that kxoverd must replace it before the next ticket. Restarts
   * the KDC, as a cached referral would keep it from asking kxoverd.
   */
  public void expireKeySoon(String crossover, int kvno) throws IOException {
    String attribute = "kxover." + kvno;
    String said =
        kadmin("getstrs " + crossover)
            .lines()
            .filter(line -> line.startsWith(attribute + ": "))
            .findFirst()
            .orElseThrow()
            .substring(attribute.length() + 2);
    String till = new KerberosTime(Instant.now().plus(Duration.ofHours(9))).toString();
    String other = said.replaceAll("till=\\d+Z", "till=" + till);
    kadmin("setstr " + crossover + " " + attribute + " \"" + other + "\"");
    restart();
  }

  /** Deletes all crossover principals, and restarts the KDC, which empties its referral cache. */
  void forget() throws IOException {
    String own = "krbtgt/" + realm().name() + "@" + realm().name();
    String[] commands =
        principals()
            .lines()
            .filter(name -> name.startsWith("krbtgt/") && !name.equals(own))
            .map(name -> "delprinc -force " + name)
            .toArray(String[]::new);
    if (commands.length > 0) {
      session(commands);
    }
    restart();
  }
}
