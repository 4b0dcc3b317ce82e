package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.kxover.lab.LabCommand;

/** Runs {@code kxover check} when everything works, and when one thing is broken. */
class CheckIT extends CheckFixture {
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

  /** The log of the part that reads the types says so, too, and is not for the terminal. */
  @Test
  void typesThatTheKdcDoesNotPermitAreAFindingAndNoLineOfALog() throws Exception {
    Path config = kdc().config();
    String text = Files.readString(config);
    Files.writeString(
        config,
        text + "[libdefaults]\n    permitted_enctypes = " + MistakesWorld.WITHOUT_SHA2 + "\n");
    try {
      String output = check().text();
      assertTrue(
          output.contains(
              "warning  encryption types: our KDC does not permit aes256-cts-hmac-sha384"),
          output);
      a.kxoverd().set("encryption_types", MistakesWorld.WITHOUT_SHA2);
      assertTrue(check().text().contains("ok       encryption types: "), output);
    } finally {
      a.kxoverd().unset("encryption_types");
      Files.writeString(config, text);
    }
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
