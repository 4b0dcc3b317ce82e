package org.kxover.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.dane.TlsaRecord;
import org.kxover.dns.DnsOutcome;
import org.kxover.kerberos.Realm;

/** Which servers a realm has, and in which order. */
class RealmPeersTest {
  private static final Realm REALM = new Realm("B.EXAMPLE");
  private static final String TLS = "_kerberos-tls._tcp.b.example";
  private static final String PLAIN = "_kerberos._tcp.b.example";
  private static final TlsaRecord TLSA = new TlsaRecord(3, 1, 1, new byte[] {(byte) 0xab, 0x12});

  private static final Duration TIME = Duration.ofSeconds(30);

  private final ScriptedDns dns = new ScriptedDns();
  private final Discovery discovery = new Discovery(dns, new Random(1));

  private void tlsa(String host, int port) {
    dns.secure("_" + port + "._tcp." + host + " 200 TLSA 3 1 1 ab12");
  }

  /** The result of a discovery. */
  private record Result(List<Peer> peers, Duration ttl) {}

  static List<Peer> all(RealmPeers found) throws DiscoveryException {
    List<Peer> peers = new ArrayList<>();
    for (Optional<Peer> next = found.next(); next.isPresent(); next = found.next()) {
      peers.add(next.get());
    }
    return peers;
  }

  private Result ask() throws DiscoveryException {
    RealmPeers found = discovery.peersOf(REALM, TIME);
    return new Result(all(found), found.ttl());
  }

  private List<Peer> peers() throws DiscoveryException {
    return ask().peers();
  }

  private static List<String> names(List<Peer> peers) {
    return peers.stream().map(Peer::host).toList();
  }

  private List<String> hosts() throws DiscoveryException {
    return names(peers());
  }

  private DiscoveryException refusal() {
    return assertThrows(DiscoveryException.class, this::ask);
  }

  @Test
  void areTheSrvTargetsThatHaveTlsa() throws Exception {
    dns.secure(TLS + " 300 SRV 0 0 749 KDC.b.example.");
    dns.secure(
        "_749._tcp.kdc.b.example 100 TLSA 3 1 1 ab12", "_749._tcp.kdc.b.example 100 TLSA 9 9 9 00");
    Result found = ask();
    List<TlsaRecord> both = List.of(TLSA, new TlsaRecord(9, 9, 9, new byte[1]));
    assertEquals(
        new Result(List.of(new Peer("kdc.b.example", 749, both)), Duration.ofSeconds(100)), found);
    assertEquals(List.of(TLS + " SRV", "_749._tcp.kdc.b.example TLSA"), dns.asked());
  }

  @Test
  void areOrderedByPriority() throws Exception {
    dns.secure(
        TLS + " 300 SRV 20 0 88 second.b.example.",
        TLS + " 300 SRV 10 0 88 first.b.example.",
        TLS + " 300 SRV 30 9 88 third.b.example.");
    for (String host : List.of("first", "second", "third")) {
      tlsa(host + ".b.example", 88);
    }
    assertEquals(List.of("first.b.example", "second.b.example", "third.b.example"), hosts());
  }

  @Test
  void areOrderedByWeightWithinAPriority() throws Exception {
    dns.secure(
        TLS + " 300 SRV 0 0 88 never.b.example.",
        TLS + " 300 SRV 0 10 88 light.b.example.",
        TLS + " 300 SRV 0 90 88 heavy.b.example.");
    for (String host : List.of("never", "light", "heavy")) {
      tlsa(host + ".b.example", 88);
    }
    int heavy = 0;
    int light = 0;
    int never = 0;
    for (int i = 0; i < 1000; i++) {
      switch (hosts().get(0)) {
        case "heavy.b.example" -> heavy++;
        case "light.b.example" -> light++;
        default -> never++;
      }
    }
    // Expected in 101 draws: 90, 10 and 1. The generator is seeded, so the result is always the
    // same.
    assertTrue(heavy > 850 && heavy < 950, "heavy " + heavy);
    assertTrue(light > 60 && light < 140, "light " + light);
    assertTrue(never > 0 && never < 30, "never " + never);
  }

  @Test
  void fallBackToPlainKerberosWhereTlsIsProvablyAbsent() throws Exception {
    dns.secure(PLAIN + " 300 SRV 0 0 88 kdc.b.example.", PLAIN + " 300 SRV 1 0 89 kdc.b.example.");
    tlsa("kdc.b.example", 89);
    Result found = ask();
    assertEquals(List.of(new Peer("kdc.b.example", 89, List.of(TLSA))), found.peers());
    assertEquals(ScriptedDns.ABSENT_TTL, found.ttl());
  }

  @ParameterizedTest
  @EnumSource(
      value = DnsOutcome.class,
      names = {"INSECURE", "BOGUS", "INDETERMINATE", "FAILED"})
  void doNotFallBackWithoutProof(DnsOutcome outcome) {
    dns.bad(TLS + " SRV", outcome);
    dns.secure(PLAIN + " 300 SRV 0 0 88 kdc.b.example.");
    tlsa("kdc.b.example", 88);
    assertEquals(outcome.name(), refusal().failure().name());
    assertEquals(List.of(TLS + " SRV"), dns.asked());
  }

  /** Nor does an answer that was given up prove anything. */
  @Test
  void doNotFallBackWhereTheAnswerIsCostly() {
    dns.bad(TLS + " SRV", DnsOutcome.COSTLY);
    dns.secure(PLAIN + " 300 SRV 0 0 88 kdc.b.example.");
    tlsa("kdc.b.example", 88);
    assertEquals(DiscoveryFailure.FAILED, refusal().failure());
    assertEquals(List.of(TLS + " SRV"), dns.asked());
  }

  @Test
  void doNotFallBackWhereTheZoneSaysNone() {
    dns.secure(TLS + " 300 SRV 0 0 0 .");
    dns.secure(PLAIN + " 300 SRV 0 0 88 kdc.b.example.");
    tlsa("kdc.b.example", 88);
    DiscoveryException refusal = refusal();
    assertEquals(DiscoveryFailure.ABSENT, refusal.failure());
    assertEquals(Duration.ofSeconds(300), refusal.ttl());
    assertEquals(
        TLS + " SRV: absent: the zone says that it has no such server (target \".\")",
        refusal.getMessage());
  }

  @Test
  void doNotFallBackWhereNoTargetHasTlsa() {
    dns.secure(TLS + " 300 SRV 0 0 88 kdc.b.example.");
    dns.secure(PLAIN + " 300 SRV 0 0 89 kdc.b.example.");
    tlsa("kdc.b.example", 89);
    DiscoveryException refusal = refusal();
    assertEquals(DiscoveryFailure.ABSENT, refusal.failure());
    assertEquals(ScriptedDns.ABSENT_TTL, refusal.ttl());
    assertEquals("_88._tcp.kdc.b.example TLSA: absent: no such name", refusal.getMessage());
  }

  @Test
  void areAbsentWhereBothNamesAre() {
    DiscoveryException refusal = refusal();
    assertEquals(DiscoveryFailure.ABSENT, refusal.failure());
    assertEquals(ScriptedDns.ABSENT_TTL, refusal.ttl());
    assertTrue(refusal.getMessage().contains(TLS) && refusal.getMessage().contains(PLAIN));
  }

  @Test
  void withoutTlsaAreSkipped() throws Exception {
    dns.secure(
        TLS + " 300 SRV 0 0 88 absent.b.example.",
        TLS + " 300 SRV 1 0 88 bogus.b.example.",
        TLS + " 300 SRV 2 0 88 good.b.example.",
        TLS + " 300 SRV 3 0 88 .",
        TLS + " 300 SRV 4 0 0 port.b.example.",
        TLS + " 300 SRV 5 0 88 under_score.b.example.",
        TLS + " 300 SRV 6 0 88 good.b.example.");
    dns.bad("_88._tcp.bogus.b.example TLSA", DnsOutcome.BOGUS);
    tlsa("good.b.example", 88);
    assertEquals(List.of("good.b.example"), hosts());
  }

  @Test
  void skippedAfterAFailureAreLookedUpAgainSoon() throws Exception {
    dns.secure(
        TLS + " 3000 SRV 0 0 88 failed.b.example.", TLS + " 3000 SRV 1 0 88 good.b.example.");
    dns.bad("_88._tcp.failed.b.example TLSA", DnsOutcome.FAILED);
    tlsa("good.b.example", 88);
    assertEquals(Duration.ofMinutes(1), ask().ttl());
  }

  @Test
  void failureIsTheMostRelevantReason() {
    List<DnsOutcome> leastRelevantFirst =
        List.of(DnsOutcome.FAILED, DnsOutcome.INDETERMINATE, DnsOutcome.INSECURE, DnsOutcome.BOGUS);
    List<String> records = new ArrayList<>(List.of(TLS + " 300 SRV 0 0 88 absent.b.example."));
    for (int i = 0; i < leastRelevantFirst.size(); i++) {
      String host = "n" + i + ".b.example";
      records.add(TLS + " 300 SRV 0 0 88 " + host + ".");
      dns.secure(records.toArray(String[]::new));
      dns.bad("_88._tcp." + host + " TLSA", leastRelevantFirst.get(i));

      DiscoveryException refusal = refusal();
      assertEquals(leastRelevantFirst.get(i).name(), refusal.failure().name());
      assertEquals(Duration.ZERO, refusal.ttl());
      assertTrue(refusal.getMessage().startsWith("_88._tcp." + host + " TLSA: "));
      assertTrue(refusal.getMessage().endsWith("(and " + (i + 1) + " more servers are unusable)"));
    }
  }

  @Test
  void behindASecureAliasHaveTheTlsaOfItsTarget() throws Exception {
    dns.secure(TLS + " 300 SRV 0 0 88 alias.b.example.");
    dns.alias("alias.b.example A", "real.b.example");
    tlsa("real.b.example", 88);
    Result found = ask();
    assertEquals(List.of(new Peer("alias.b.example", 88, List.of(TLSA))), found.peers());
    assertEquals(Duration.ofSeconds(20), found.ttl());

    dns.badAlias("alias.b.example A", DnsOutcome.INSECURE, "real.b.example");
    assertEquals(DiscoveryFailure.ABSENT, refusal().failure());
  }

  @Test
  void areNotAskedForWithoutEnd() throws Exception {
    String[] many = servers(33);
    dns.secure(many);
    assertEquals(DiscoveryFailure.INVALID, refusal().failure());

    dns.secure(servers(32));
    assertEquals(8, peers().size());
  }

  @Test
  void areToldAtOnceThoughALaterOneIsSlow() throws Exception {
    dns.secure(servers(3));
    CountDownLatch release = new CountDownLatch(1);
    dns.delayed("_88._tcp.n1.b.example TLSA", release);
    RealmPeers found = discovery.peersOf(REALM, TIME);
    assertEquals("n0.b.example", found.next().orElseThrow().host());
    release.countDown();
    assertEquals(List.of("n1.b.example", "n2.b.example"), names(all(found)));
  }

  @Test
  void keepTheirOrderIfALaterOneIsKnownFirst() throws Exception {
    String[] records = servers(2);
    dns.secure(records);
    CountDownLatch free = new CountDownLatch(1);
    dns.delayed("_88._tcp.n0.b.example TLSA", free);
    dns.beforeAnswer("_88._tcp.n1.b.example TLSA", free::countDown);
    assertEquals(List.of("n0.b.example", "n1.b.example"), hosts());
  }

  @Test
  void areFoundIfAnotherUsesAllTheTime() throws Exception {
    dns.secure(servers(8));
    dns.delayed("_88._tcp.n0.b.example TLSA", new CountDownLatch(1));
    dns.delayed("_88._tcp.n3.b.example TLSA", new CountDownLatch(1));
    List<String> hosts = names(all(discovery.peersOf(REALM, Duration.ofSeconds(1))));
    assertEquals(
        Stream.of(1, 2, 4, 5, 6, 7).map(i -> "n" + i + ".b.example").toList(),
        hosts,
        "each was looked up while the slow ones were awaited");
  }

  @Test
  void areAllGivenUpByTheDeadline() throws Exception {
    dns.secure(servers(8));
    for (int i = 0; i < 8; i++) {
      dns.delayed("_88._tcp.n" + i + ".b.example TLSA", new CountDownLatch(1));
    }
    RealmPeers found = discovery.peersOf(REALM, Duration.ofMillis(100));
    DiscoveryException refusal = assertThrows(DiscoveryException.class, found::next);
    assertEquals(DiscoveryFailure.FAILED, refusal.failure());
    assertTrue(
        refusal.getMessage().endsWith("(and 7 more servers are unusable)"), refusal.getMessage());
  }

  private String[] servers(int count) {
    for (int i = 0; i < count; i++) {
      tlsa("n" + i + ".b.example", 88);
    }
    return IntStream.range(0, count)
        .mapToObj(i -> TLS + " 300 SRV " + i + " 0 88 n" + i + ".b.example.")
        .toArray(String[]::new);
  }

  @Test
  void withMoreThan64TlsaRecordsAreSkipped() throws Exception {
    dns.secure(TLS + " 300 SRV 0 0 88 kdc.b.example.");
    String[] many =
        IntStream.range(0, 65)
            .mapToObj(i -> String.format("_88._tcp.kdc.b.example 300 TLSA 3 1 1 %02x", i))
            .toArray(String[]::new);
    dns.secure(many);
    assertEquals(DiscoveryFailure.INVALID, refusal().failure());
    dns.secure(List.of(many).subList(0, 64).toArray(String[]::new));
    assertEquals(64, peers().get(0).tlsa().size());
  }

  @Test
  void ofARealmTooLongForDnsAreInvalid() {
    Realm large = new Realm("A.".repeat(125) + "A");
    DiscoveryException refusal =
        assertThrows(DiscoveryException.class, () -> discovery.peersOf(large, TIME));
    assertEquals(DiscoveryFailure.INVALID, refusal.failure());
  }

  @Test
  void haveAddresses() throws Exception {
    assertFalse(
        discovery.addressesOf(new Peer("kdc.b.example", 88, List.of(TLSA)), TIME).isEmpty());
  }
}
