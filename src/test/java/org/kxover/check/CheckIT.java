package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Zone;

/** Runs {@code kxover check} when everything works, and when one thing is broken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CheckIT {
  private static final String BOGUS = "www.forged.example";

  private final Lab lab = newLab();
  private LabRealm a;
  private LabRealm b;
  private Zone zoneOfA;
  private Zone zoneOfB;

  private static Lab newLab() {
    try {
      return new Lab();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  void twoRealms() throws Exception {
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.principal("kxover/kx.b.example");
    zoneOfA = a.zone();
    zoneOfB = b.zone();
    lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    // The users' programs on the KDC find the KDCs here, not in DNS.
    Files.writeString(
        kdc().config(),
        Files.readString(kdc().config())
            + "[realms]\n    A.EXAMPLE = {\n        kdc = 127.0.0.1:%d\n    }\n"
                .formatted(kdc().port())
            + "    B.EXAMPLE = {\n        kdc = 127.0.0.1:%d\n    }\n".formatted(b.kdc().port()));
    lab.start();
  }

  @AfterAll
  void end() throws Exception {
    lab.close();
  }

  private interface Change {
    void run() throws Exception;
  }

  private LabCommand.Output check(String... more) throws Exception {
    return checkWith(BOGUS, more);
  }

  private LabCommand.Output checkWith(String bogus, String... more) throws Exception {
    String[] words = new String[more.length + 3];
    words[0] = "check";
    words[1] = "--bogus-name";
    words[2] = bogus;
    System.arraycopy(more, 0, words, 3, more.length);
    return a.kxoverd()
        .kxover(words)
        .env(
            Map.of(
                "KRB5_CONFIG", a.kdc().config().toString(),
                "KRB5_KDC_PROFILE", a.kdc().profile().toString()))
        .runToAnyEnd();
  }

  /**
   * Breaks something, checks that the output has the line and that the exit code is 1, and restores
   * it.
   */
  private void assertReports(
      Change breaking, Change mending, String subject, String words, String... more)
      throws Exception {
    breaking.run();
    LabCommand.Output output;
    try {
      output = check(more);
    } finally {
      mending.run();
    }
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(
        output
            .text()
            .lines()
            .anyMatch(
                line ->
                    line.startsWith("error    " + subject) && line.matches(".*" + words + ".*")),
        output::text);
    assertTrue(output.text().contains("         -> "), output::text);
  }

  private LabKdc kdc() {
    return a.kdc();
  }

  @Test
  void everythingIsOk() throws Exception {
    LabCommand.Output output = check("www.b.example");
    assertEquals(0, output.exitCode(), output::text);
    assertFalse(output.text().contains("error "), output.text());
    for (String line :
        new String[] {
          "ok       secure DNS: the root zone is secure",
          "ok       secure DNS: www.forged.example. A is bogus, as expected",
          "ok       _kerberos.a.example TXT: \"A.EXAMPLE\"",
          "ok       certificate: ",
          "ok       key database: made krbtgt/A.EXAMPLE@KXOVER-CHECK.INVALID and deleted it again",
          "ok       kxoverd: it is running",
          "ok       KDC: ",
          "warning  guard: guard = off",
          "ok       open services: none",
          "ok       capaths: there are no paths through other realms",
          "ok       _kerberos.www.b.example TXT: the host is in realm B.EXAMPLE",
          "ok       policy: our users may go to B.EXAMPLE",
          "has the certificate that DNS says",
          "ok       KDC: process " + kdc().pid() + " asks kxoverd, with the ",
          "seen from this machine only",
          "warning  port ",
          "ok       crossing: a ticket for the test service kxover/kx.b.example@B.EXAMPLE"
        }) {
      assertTrue(output.text().contains(line), line + " in:\n" + output.text());
    }
    assertTrue(a.crossover(b, a).exists(), "it went the whole way");
    a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").run();
    assertFalse(kdc().principals().matches("(?is).*kxover-check.*"), "nothing is left");
    LabCommand.Output json = check("B.EXAMPLE", "--json");
    assertEquals(0, json.exitCode(), json::text);
    assertTrue(json.text().contains("\"level\": \"ok\""), json.text());
  }

  @Test
  void aPathThroughACrossoverOfKxoverdIsReported() throws Exception {
    // Another test may have left it.
    a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").runToAnyEnd();
    Path config = a.kdc().config();
    String text = Files.readString(config);
    Files.writeString(
        config, text + "[capaths]\n    A.EXAMPLE = {\n        C.EXAMPLE = B.EXAMPLE\n    }\n");
    try {
      assertTrue(
          check().text().contains("ok       capaths: no path"), "there is no such crossover yet");
      a.kxoverd().kxover("cross", "B.EXAMPLE").run();
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
      String line =
          output
              .text()
              .lines()
              .filter(one -> one.startsWith("warning  capaths: "))
              .findFirst()
              .get();
      assertTrue(line.contains("lets users of A.EXAMPLE reach C.EXAMPLE through B.EXAMPLE"), line);
    } finally {
      Files.writeString(config, text);
      a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").run();
    }
  }

  @Test
  void openServicesAndRulesThatTheGuardCannotReadAreReported() throws Exception {
    kdc().kadmin("addprinc -randkey HTTP/www.a.example");
    kdc().kadmin("setstr HTTP/www.a.example kxover.open \"allow *.edu\"");
    LabCommand.Output output = check();
    assertTrue(
        output.text().contains("ok       open services: HTTP/www.a.example@A.EXAMPLE: allow *.edu"),
        output::text);
    assertReports(
        () -> kdc().kadmin("setstr HTTP/www.a.example kxover.open everybody"),
        () -> kdc().kadmin("delprinc -force HTTP/www.a.example"),
        "open services",
        "the guard cannot read its rules");
  }

  @Test
  void aResolverThatAcceptsForgeriesIsReported() throws Exception {
    LabCommand.Output output = checkWith("kx.b.example");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("error    secure DNS: kx.b.example. A was accepted as secure"));
  }

  @Test
  void missingOwnRecordsOrAnotherKeyAreReported() throws Exception {
    String srv = "_kerberos-tls._tcp.a.example.";
    String record =
        a.kxoverd().records().stream().filter(r -> r.startsWith(srv)).findFirst().orElseThrow();
    assertReports(
        () -> {
          zoneOfA.remove(srv);
          lab.dns().reload();
        },
        () -> {
          zoneOfA.add(record);
          lab.dns().reload();
        },
        "_kerberos-tls._tcp.a.example SRV and TLSA",
        "absent");
    String tlsa =
        a.kxoverd().records().stream().filter(r -> r.contains(" TLSA ")).findFirst().orElseThrow();
    String other = tlsa.replace(a.kxoverd().tlsa(), "00".repeat(32));
    assertReports(
        () -> {
          zoneOfA.remove(tlsa);
          zoneOfA.add(other);
          lab.dns().reload();
        },
        () -> {
          zoneOfA.remove(other);
          zoneOfA.add(tlsa);
          lab.dns().reload();
        },
        "certificate",
        "does not match the TLSA records");
  }

  @Test
  void aStoppedDaemonIsReported() throws Exception {
    a.kxoverd().stop();
    LabCommand.Output output = check();
    a.kxoverd().start();
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains("error    kxoverd: "), output.text());
    assertEquals(
        1, output.text().split("error    ", -1).length - 1, "one finding:\n" + output.text());
  }

  @Test
  void aKadminThatFailsIsReported() throws Exception {
    assertReports(
        () -> a.kxoverd().set("kadmin", "kadmin.local -r OTHER.EXAMPLE"),
        () -> a.kxoverd().set("kadmin", kdc().kadminCommand()),
        "key database",
        "");
  }

  @Test
  void aKdcThatIsNotConfiguredIsReported() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    assertReports(
        () ->
            Files.writeString(
                profile, text.replace("kxover:", "other:").replace("[kxover]", "[other]")),
        () -> Files.writeString(profile, text),
        "KDC",
        "has no .*kxover.*");
    assertReports(
        () -> Files.writeString(profile, text.replace("kdc.sock", "elsewhere.sock")),
        () -> Files.writeString(profile, text),
        "KDC",
        "the KDC uses the socket .*elsewhere.sock, but kxoverd listens on .*kdc.sock");
  }

  /** Seen red while right: the section is in a file that kdc.conf includes. */
  @Test
  void settingsInAnIncludedFolderAreRead() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    int section = text.indexOf("[kxover]");
    Path folder = Files.createDirectory(a.folder().resolve("kdc.conf.d"));
    Files.writeString(folder.resolve("kxover"), text.substring(section));
    try {
      Files.writeString(profile, "includedir " + folder + "\n" + text.substring(0, section));
      kdc().restart();
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
      assertTrue(output.text().contains("ok       KDC: process "), output::text);
    } finally {
      Files.writeString(profile, text);
      kdc().restart();
    }
  }

  /** Seen red while right: another realm's socket comes first in the file. */
  @Test
  void theSocketOfTheRealmCounts() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    String other = "[kxover]\n    OTHER.EXAMPLE = {\n        socket = /run/other.sock\n    }\n";
    try {
      Files.writeString(profile, text.replace("[kxover]\n", other));
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
    } finally {
      Files.writeString(profile, text);
    }
  }

  /** Seen red while right: a realm with a kdc.conf of its own, which only the settings name. */
  @Test
  void theProfileInTheSettingsCounts() throws Exception {
    LabCommand.Output output =
        a.kxoverd()
            .kxover("check", "--bogus-name", BOGUS)
            .env("KRB5_KDC_PROFILE", b.kdc().profile().toString())
            .runToAnyEnd();
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("ok       KDC: process " + kdc().pid() + " asks kxoverd"),
        output::text);
  }

  @Test
  void withAUsersTicketsAServiceOfTheHostIsTried() throws Exception {
    String cache = a.user("alice").environment().get("KRB5CCNAME").substring("FILE:".length());
    String[] options = {"www.b.example", "--ccache", cache, "--service"};
    LabCommand.Output output = check(options[0], options[1], options[2], options[3], "HTTP");
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("ok       crossing: a ticket for HTTP/www.b.example of B.EXAMPLE"),
        output::text);
    LabCommand.Output none = check(options[0], options[1], options[2], options[3], "nosuch");
    assertEquals(1, none.exitCode(), none::text);
    assertTrue(
        none.text().contains("the KDC of B.EXAMPLE gives no ticket for nosuch/www.b.example"),
        none::text);
    a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").run();
  }

  @Test
  void aPrivateKeyThatOthersCanReadIsReported() throws Exception {
    Path key = a.folder().resolve("kx.key");
    assertReports(
        () -> Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--")),
        () -> Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------")),
        "permissions",
        "can read or write .*kx.key");
  }

  @Test
  void anotherRealmThatCannotBeReachedIsReported() throws Exception {
    assertReports(
        () -> a.kxoverd().set("peer_realms", "deny b.example"),
        () -> a.kxoverd().unset("peer_realms"),
        "policy",
        "peer_realms",
        "www.b.example");
    assertReports(
        () -> {}, () -> {}, "_kerberos.nowhere.b.example TXT", "absent", "nowhere.b.example");
    assertReports(
        () -> b.kxoverd().stop(),
        () -> b.kxoverd().start(),
        "kx.b.example",
        "refused",
        "B.EXAMPLE");
    assertReports(
        () -> {
          zoneOfB.forge("_kerberos.www TXT \"EVIL.EXAMPLE\"");
          lab.dns().reload();
        },
        () -> {
          zoneOfB.honest();
          lab.dns().reload();
        },
        "_kerberos.www.b.example TXT",
        "bogus",
        "www.b.example");
  }
}
