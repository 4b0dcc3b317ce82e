package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Zone;

/** {@code kxover why} names the first cause, and nothing after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class WhyIT {
  private static final String HOST = "www.b.example";

  private final Lab lab = newLab();
  private LabRealm a;
  private LabRealm b;

  private static Lab newLab() {
    try {
      return new Lab();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void twoRealms() throws Exception {
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", HOST);
    b.zone().add("*.apps TXT \"B.EXAMPLE\"").add("x.apps A 127.0.0.1");
    lab.start();
  }

  @AfterAll
  void end() throws Exception {
    lab.close();
  }

  private LabCommand.Output why(String target) throws Exception {
    return OwnLines.require(a.kxoverd().kxover("why", target).runToAnyEnd());
  }

  /** Checks that the one error, and the last line but the advice, has these words. */
  private void assertCause(String target, String cause, String advice) throws Exception {
    LabCommand.Output output = why(target);
    assertEquals(1, output.exitCode(), output::text);
    List<String> lines = output.text().lines().toList();
    assertEquals(1, lines.stream().filter(line -> line.startsWith("error ")).count(), output::text);
    assertTrue(lines.get(lines.size() - 2).matches("error +" + cause), output::text);
    assertTrue(lines.get(lines.size() - 1).matches(" +-> " + advice), output::text);
  }

  @Test
  void whenAllIsWellEachStepIsNamed() throws Exception {
    assertEquals(0, a.user("walter").kvno("-S", "HTTP", HOST).exitCode());
    LabCommand.Output output = why(HOST);
    assertEquals(0, output.exitCode(), output::text);
    assertFalse(output.text().contains("error "), output::text);
    int at = 0;
    for (String step :
        List.of(
            "last attempt: kxoverd knows of none that failed",
            "DNS: zone . is secure",
            "DNS: zone example. is secure",
            "DNS: zone b.example. is secure",
            "DNS: _kerberos.www.b.example. TXT is secure: B.EXAMPLE",
            "policy: our users may go to B.EXAMPLE",
            "DNS: _kerberos-tls._tcp.b.example. SRV is secure",
            "kx.b.example (127.0.0.1:",
            "key: krbtgt/B.EXAMPLE@A.EXAMPLE kvno ",
            "KDC: process " + a.kdc().pid() + " asks kxoverd")) {
      at = output.text().indexOf(step, at);
      assertTrue(at >= 0, step + " in its place in:\n" + output.text());
    }
  }

  private interface Change {
    void of(Zone zone) throws Exception;
  }

  private void withZoneOfB(Change change, String target, String cause, String advice)
      throws Exception {
    change.of(b.zone());
    lab.dns().reload();
    try {
      assertCause(target, cause, advice);
    } finally {
      b.zone().signed().honest();
      lab.dns().reload();
    }
  }

  @Test
  void theFirstDelegationThatFailsIsNamed() throws Exception {
    withZoneOfB(
        Zone::staleDelegation,
        HOST,
        "DNS: zone b.example.: its DS record names the key \\d+, but the zone has \\d+",
        "put the DS record of the zone's present key into example\\.");
    withZoneOfB(
        Zone::expired,
        "B.EXAMPLE",
        "DNS: zone b.example.: its signatures expired at 2020-02-01T.*",
        "sign b.example. again, .*");
    withZoneOfB(
        Zone::unsigned,
        HOST,
        "DNS: zone b.example.: it is not signed",
        "sign b.example., and put its DS record into example\\.");
    withZoneOfB(
        Zone::optOut,
        "new.b.example",
        "DNS: _kerberos.new.b.example. TXT: the zone b.example. is signed with NSEC3 opt-out.*",
        "publish the record, or sign b.example. without opt-out");
    withZoneOfB(
        zone -> zone.forge("_kerberos.www TXT \"EVIL.EXAMPLE\""),
        HOST,
        "DNS: _kerberos.www.b.example. TXT: bogus.*",
        "correct the signatures of b.example\\.");
  }

  @Test
  void aWildcardThatTheHostHidesIsNamed() throws Exception {
    assertCause(
        "x.apps.b.example",
        "DNS: _kerberos.x.apps.b.example. TXT: \\*.apps.b.example. does not cover it, because"
            + " x.apps.b.example. has records of its own",
        "publish _kerberos.x.apps.b.example. TXT beside the wildcard");
  }

  @Test
  void aServerThatDoesNotAnswerIsNamedWithTheAttemptThatFailed() throws Exception {
    b.kxoverd().stop();
    try {
      a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").runToAnyEnd();
      assertEquals(1, a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd().exitCode());
      assertCause("B.EXAMPLE", "kx.b.example \\(127.0.0.1:\\d+\\): .*", "ask the .*");
      String text = why("B.EXAMPLE").text();
      assertTrue(
          text.matches("(?s).*warning  last attempt: 2\\S+Z, failed 1 times .*unreachable.*"),
          text);
    } finally {
      b.kxoverd().start();
      assertEquals(0, a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd().exitCode());
    }
  }

  @Test
  void aCertificateOfAnotherKeyIsNamed() throws Exception {
    String tlsa =
        b.kxoverd().records().stream().filter(one -> one.contains(" TLSA ")).findFirst().get();
    String other = tlsa.replace(b.kxoverd().tlsa(), "00".repeat(32));
    b.zone().remove(tlsa).add(other);
    lab.dns().reload();
    try {
      assertCause(
          "B.EXAMPLE",
          "kx.b.example \\(127.0.0.1:\\d+\\): its certificate does not match its TLSA records.*",
          "on that server, publish the records that .*");
    } finally {
      b.zone().remove(other).add(tlsa);
      lab.dns().reload();
    }
  }

  @Test
  void ourOwnPolicyIsNamed() throws Exception {
    a.kxoverd().set("peer_realms", "deny b.example");
    try {
      assertCause(HOST, "policy: .*peer_realms.*", "see roles and peer_realms .*");
      a.kxoverd().set("allowed_networks", "192.0.2.0/24").unset("peer_realms");
      assertCause(
          HOST,
          "kx.b.example \\(127.0.0.1:\\d+\\): the policy does not allow this address: .*",
          "see allowed_networks .*");
    } finally {
      a.kxoverd().set("allowed_networks", "127.0.0.0/8");
    }
  }

  @Test
  void aRefusalOfTheOtherRealmIsNamed() throws Exception {
    a.kxoverd().kxover("drop", "--yes", "B.EXAMPLE").runToAnyEnd();
    b.kxoverd().set("peer_realms", "deny a.example, allow *").restart();
    try {
      assertEquals(1, a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd().exitCode());
      assertCause(
          "B.EXAMPLE",
          "exchange: there is no key with B.EXAMPLE, and the last attempt failed",
          "ask the administrators of B.EXAMPLE: .*");
    } finally {
      b.kxoverd().set("peer_realms", "allow *").restart();
      assertEquals(0, a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd().exitCode());
    }
  }

  @Test
  void aKeyThatAnAdministratorClosedIsNamed() throws Exception {
    String crossover = "krbtgt/B.EXAMPLE@A.EXAMPLE";
    a.kxoverd().kxover("cross", "B.EXAMPLE").run();
    a.kdc().kadmin("modprinc -allow_tix " + crossover);
    try {
      assertCause("B.EXAMPLE", "key: " + crossover + " kvno \\d+ is closed.*", ".*\\+allow_tix .*");
    } finally {
      a.kdc().kadmin("modprinc +allow_tix " + crossover);
    }
  }

  @Test
  void ourDatabaseIsNamed() throws Exception {
    String kadmin = a.kdc().kadminCommand();
    a.kxoverd().set("kadmin", "false").restart();
    try {
      assertCause(
          "B.EXAMPLE",
          "key: kxoverd cannot tell whether there is one: database failed: .*",
          "run \"kxover check\"");
    } finally {
      a.kxoverd().set("kadmin", kadmin).restart();
    }
  }

  @Test
  void aKdcThatAsksNothingIsNamed() throws Exception {
    a.kxoverd().kxover("cross", "B.EXAMPLE").run();
    a.kdc().stop();
    try {
      assertCause(
          "B.EXAMPLE",
          "KDC: no process of our KDC has asked kxoverd since it started",
          "run \"kxover check\", which makes the KDC ask");
    } finally {
      a.kdc().start();
    }
  }

  @Test
  void withoutKxoverdThatIsTheCause() throws Exception {
    a.kxoverd().stop();
    try {
      assertCause(HOST, "kxoverd: no kxoverd at .*", "start it with: .*");
    } finally {
      a.kxoverd().start();
    }
  }
}
