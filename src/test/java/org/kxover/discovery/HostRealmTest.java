package org.kxover.discovery;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsOutcome;
import org.kxover.kerberos.Realm;

class HostRealmTest {
  private static final String OWNER = "_kerberos.www.b.example";

  private static final Duration TIME = Duration.ofSeconds(30);

  private final ScriptedDns dns = new ScriptedDns();
  private final Discovery discovery = new Discovery(dns, new Random(1));

  private DiscoveryException refusal(String host) {
    return assertThrows(DiscoveryException.class, () -> discovery.realmOf(host, TIME));
  }

  private String realm() throws DiscoveryException {
    return discovery.realmOf("www.b.example", TIME).realm().name();
  }

  @Test
  void isTheFirstCharacterString() throws Exception {
    dns.secure(OWNER + " 300 TXT \"B.EXAMPLE\" \"C.EXAMPLE\"");
    HostRealm found = discovery.realmOf("www.b.example", TIME);
    assertEquals(new HostRealm(new Realm("B.EXAMPLE"), Duration.ofSeconds(300)), found);
  }

  @Test
  void keepsItsCase() throws Exception {
    dns.secure(OWNER + " 300 TXT b.Example");
    assertEquals("b.Example", realm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"WWW.B.Example", "www.b.example.", "www.b.example"})
  void hostMayHaveAnyCaseAndATrailingDot(String host) throws Exception {
    dns.secure(OWNER + " 300 TXT B.EXAMPLE");
    assertEquals("B.EXAMPLE", discovery.realmOf(host, TIME).realm().name());
  }

  @Test
  void ignoresEmptyAndInvalidNames() throws Exception {
    dns.secure(
        OWNER + " 300 TXT \"\"",
        OWNER + " 300 TXT \"not a realm\"",
        OWNER + " 300 TXT \"B.EXAMPLE\"",
        OWNER + " 300 TXT \"\\255\\000\"",
        OWNER + " 300 TXT \"B.EXAMPLE\" \"again\"");
    assertEquals("B.EXAMPLE", realm());
  }

  @Test
  void differentRealmsAreAnError() {
    dns.secure(OWNER + " 300 TXT B.EXAMPLE", OWNER + " 300 TXT b.example");
    DiscoveryException refusal = refusal("www.b.example");
    assertEquals(DiscoveryFailure.INVALID, refusal.failure());
    assertEquals(
        OWNER + " TXT: invalid: different realms: [B.EXAMPLE, b.example]", refusal.getMessage());
  }

  @Test
  void noValidNameIsNotAbsence() {
    dns.secure(OWNER + " 300 TXT \"\"", OWNER + " 300 TXT \"\\010x\"");
    DiscoveryException refusal = refusal("www.b.example");
    assertEquals(DiscoveryFailure.INVALID, refusal.failure());
    assertTrue(refusal.getMessage().endsWith("no valid realm name in \"\", \"\\u000ax\""));
  }

  @Test
  void moreThanSixteenRecordsAreAnError() throws Exception {
    String[] records = new String[17];
    for (int i = 0; i < records.length; i++) {
      records[i] = OWNER + " 300 TXT B.EXAMPLE " + i;
    }
    dns.secure(records);
    assertEquals(DiscoveryFailure.INVALID, refusal("www.b.example").failure());
    dns.secure(List.of(records).subList(0, 16).toArray(String[]::new));
    assertEquals("B.EXAMPLE", realm());
  }

  @ParameterizedTest
  @CsvSource({
    "INSECURE, INSECURE",
    "BOGUS, BOGUS",
    "INDETERMINATE, INDETERMINATE",
    "FAILED, FAILED",
  })
  void otherOutcomesBecomeFailures(DnsOutcome outcome, DiscoveryFailure failure) {
    dns.bad(OWNER + " TXT", outcome);
    DiscoveryException refusal = refusal("www.b.example");
    assertEquals(failure, refusal.failure());
    assertEquals(Duration.ZERO, refusal.ttl());
    assertEquals(
        OWNER + " TXT: " + failure.name().toLowerCase(java.util.Locale.ROOT) + ": as scripted",
        refusal.getMessage());
  }

  @Test
  void parentDomainsHaveNoSay() {
    dns.secure("_kerberos.b.example 300 TXT B.EXAMPLE");
    DiscoveryException refusal = refusal("www.b.example");
    assertEquals(DiscoveryFailure.ABSENT, refusal.failure());
    assertEquals(ScriptedDns.ABSENT_TTL, refusal.ttl());
    assertEquals(
        List.of(OWNER + " TXT"), dns.asked().stream().filter(all -> all.endsWith(" TXT")).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "www..b.example",
        "-www.b.example",
        "www.b.example\\.evil",
        "www b.example",
        "www.b.example\n",
        "*.b.example",
        "\u00e9.example",
        "a23456789-123456789-123456789-123456789-123456789-123456789-1234.example"
      })
  void invalidHostNamesAreNotLookedUp(String host) {
    assertEquals(DiscoveryFailure.INVALID, refusal(host).failure());
    assertEquals(List.of(), dns.asked());
  }

  @Test
  void hostTooLongForItsOwnerNameIsRefused() {
    String host = "a.".repeat(125) + "a";
    assertEquals(251, host.length());
    assertEquals(DiscoveryFailure.INVALID, refusal(host).failure());
  }

  @Test
  void spellingIsTheOneInTheZone() throws Exception {
    dns.secure("_kerberos.b.example 300 TXT b.Example");
    assertDoesNotThrow(() -> discovery.requireSpelling(new Realm("b.Example"), Deadline.in(TIME)));
    DiscoveryException refusal = misspelling("B.EXAMPLE");
    assertEquals(DiscoveryFailure.INVALID, refusal.failure());
    assertEquals(
        "_kerberos.b.example TXT: invalid: realm is b.Example, not B.EXAMPLE",
        refusal.getMessage());
  }

  @Test
  void spellingIsUpperCaseWhereTheZoneHasNone() {
    assertDoesNotThrow(() -> discovery.requireSpelling(new Realm("B.EXAMPLE"), Deadline.in(TIME)));
    assertEquals(DiscoveryFailure.INVALID, misspelling("b.example").failure());
    assertEquals(DiscoveryFailure.INVALID, misspelling("B.EXAMPLe").failure());
  }

  @Test
  void spellingNeedsAProofOfAbsence() {
    for (DnsOutcome outcome :
        List.of(
            DnsOutcome.INSECURE, DnsOutcome.BOGUS, DnsOutcome.INDETERMINATE, DnsOutcome.FAILED)) {
      dns.bad("_kerberos.b.example TXT", outcome);
      assertEquals(outcome.name(), misspelling("B.EXAMPLE").failure().name());
    }
  }

  @Test
  void aZoneThatNamesAnotherRealmIsInvalid() {
    dns.secure("_kerberos.b.example 300 TXT C.EXAMPLE");
    assertEquals(DiscoveryFailure.INVALID, misspelling("B.EXAMPLE").failure());
  }

  private DiscoveryException misspelling(String claimed) {
    return assertThrows(
        DiscoveryException.class,
        () -> discovery.requireSpelling(new Realm(claimed), Deadline.in(TIME)));
  }
}
