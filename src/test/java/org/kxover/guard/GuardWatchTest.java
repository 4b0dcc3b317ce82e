package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.FakeDns;
import org.kxover.crossover.LocalRealm;
import org.kxover.dns.DnsOutcome;
import org.kxover.event.Event;
import org.kxover.guard.FakeKdc.Behaviour;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Type;

class GuardWatchTest {
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final PrincipalName CROSSOVER = ProbeNames.crossover(B);
  private static final Behaviour GRANTS = FakeKdc.GRANTS;
  private static final Behaviour GUARD = FakeKdc.refuses(7, "KXOVER_GUARD");
  private static final Behaviour UNKNOWN_SERVICE = FakeKdc.refuses(7, "LOOKING_UP_SERVER");
  private static final InetSocketAddress OWN = kdc(88);
  private static final InetSocketAddress OTHER = kdc(89);

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final MemoryStore store = new MemoryStore(() -> now);
  private final FakeDns dns = new FakeDns();
  private final List<Event> events = new ArrayList<>();
  private FakeKdc kdcs;
  private GuardState state;
  private GuardWatch watch;

  private static InetSocketAddress kdc(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @BeforeEach
  void oneKdc() {
    kdcs = new FakeKdc(this::key);
    begin(settings(GuardPolicy.REQUIRED));
  }

  private RealmSettings settings(GuardPolicy policy) {
    return TestSettings.of(B)
        .with(GuardSettings.GUARD, policy)
        .with(GuardSettings.GUARDED_KDCS, List.of(OWN));
  }

  private void begin(RealmSettings settings) {
    begin(settings, kdcs);
  }

  private void begin(RealmSettings settings, Kdc kdc) {
    LocalRealm realm = LocalRealm.of(settings, store, () -> now, events::add, address -> false);
    state = new GuardState(realm);
    watch = new GuardWatch(realm, store, state, dns, kdc, new SecureRandom());
  }

  /** A key, as the database has it. */
  private byte[] key(int kvno, EncryptionType type) {
    try {
      try (EncryptionKey key = store.key(CROSSOVER, kvno, type).orElseThrow()) {
        return key.octets();
      }
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  private void secondKdc() {
    dns.secure("_kerberos._udp.b.example", Type.SRV, 300, "0 0 89 kdc2.b.example.");
    dns.addresses("kdc2.b.example", List.of(InetAddress.getLoopbackAddress()));
  }

  private KdcFinding only() {
    assertEquals(1, state.findings().size());
    return state.findings().get(0);
  }

  private void assertRefused(String... words) {
    String objection = state.objection().orElseThrow();
    for (String word : words) {
      assertTrue(objection.contains(word), objection);
    }
  }

  @Test
  void aKdcThatRefusesTheClosedServiceOnlyIsGuarded() throws Exception {
    assertRefused("not tried yet");
    kdcs.with(OWN, GRANTS, GUARD);
    assertTrue(watch.round());
    assertEquals(Verdict.GUARDED, only().verdict());
    assertEquals(Optional.empty(), state.objection());
    assertEquals(List.of("88 kxover-probe/closed", "88 kxover-probe/open"), kdcs.asked);
    assertEquals(List.of("krbtgt/B.EXAMPLE@KXOVER-PROBE.INVALID kvno 1 SERVICE"), store.writes());
  }

  @Test
  void aKdcThatGrantsTheClosedServiceIsNot() throws Exception {
    kdcs.with(OWN, GRANTS, GRANTS);
    assertFalse(watch.round());
    assertEquals(Verdict.UNGUARDED, only().verdict());
    assertRefused("127.0.0.1:88", "is unguarded");
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "when it is there again");
  }

  @Test
  void anythingElseIsUnknownAndNotGuarded() throws Exception {
    List<List<Behaviour>> others =
        List.of(
            List.of(GRANTS, UNKNOWN_SERVICE),
            List.of(GRANTS, FakeKdc.refuses(12, "KXOVER_GUARD")),
            List.of(UNKNOWN_SERVICE, UNKNOWN_SERVICE),
            List.of(GUARD, GUARD),
            List.of(FakeKdc.refuses(31, "PROCESS_TGS"), FakeKdc.refuses(31, "PROCESS_TGS")),
            List.of(request -> new byte[] {0x6d, 0}, GUARD),
            List.of(request -> new byte[] {0x7e, 0}, GUARD));
    for (List<Behaviour> one : others) {
      kdcs.with(OWN, one.get(0), one.get(1));
      assertFalse(watch.round());
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
      assertRefused("is unknown");
    }
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  /** A forger cannot read our ticket, and so does not know the session key in it. */
  @Test
  void aForgedTicketIsNoTicket() throws Exception {
    Behaviour otherKey =
        request -> FakeKdc.reply(request, new byte[request.type().keyLength()], request.nonce());
    Behaviour otherRequest = request -> FakeKdc.reply(request, request.session(), 1);
    for (Behaviour forged : List.of(otherKey, otherRequest)) {
      kdcs.with(OWN, forged, GUARD);
      watch.round();
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
      kdcs.with(OWN, GRANTS, forged);
      watch.round();
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
    }
  }

  @Test
  void oneKdcWithoutTheGuardStopsAll() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    assertFalse(state.objection().orElseThrow().contains(":88"));
    kdcs.with(OTHER, GRANTS, GUARD);
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aSilentKdcStopsNobodyAndProvesNothing() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    assertFalse(watch.round());
    assertEquals(Optional.empty(), state.objection(), "the other one is guarded");
    kdcs.with(OWN, FakeKdc.silent(), GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "for a short time");
    now = now.plus(Duration.ofMinutes(2)).plusSeconds(1);
    watch.round();
    assertEquals(Verdict.UNKNOWN, state.findings().get(0).verdict());
    assertRefused("no KDC was seen with the guard");
  }

  @Test
  void aKdcThatWasUnguardedBeforeItsSilenceStaysSo() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    kdcs.with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    watch.round();
    watch.round();
    assertRefused("kdc2.b.example:89", "unguarded when it answered last");
  }

  @Test
  void onlySecureRecordsNameKdcsAndTheLastOnesStayWhenDnsFails() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.INSECURE);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "nobody knows who wrote these records");
    secondKdc();
    watch.round();
    assertRefused("kdc2.b.example");
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.FAILED);
    watch.round();
    assertRefused("kdc2.b.example");
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.ABSENT);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void whatWasSeenLongAgoCountsNoMore() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    now = now.plus(Duration.ofMinutes(11));
    assertRefused("was not looked for");
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aDatabaseThatFailsIsTold() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    store.failWrites(StoreException.Reason.FAILED);
    assertFalse(watch.round());
    assertRefused("was not looked for");
    assertEquals(1, events.size());
    store.failWrites(null);
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void eachChangeIsOneEvent() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    watch.round();
    kdcs.with(OWN, GRANTS, GRANTS);
    watch.round();
    watch.round();
    assertEquals(
        List.of("kdc-guarded", "kdc-unguarded"),
        events.stream().map(event -> event.type().toString()).toList());
    assertEquals(Optional.of(B), events.get(1).realm());
  }

  private int kvnoOfTicket() {
    return kdcs.kvnos.get(kdcs.kvnos.size() - 1);
  }

  @Test
  void theNextKeyWaitsUntilReplicasHaveIt() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    watch.round();
    assertEquals(1, store.writes().size());
    now = now.plus(ProbeKey.LIFETIME.dividedBy(2)).plusSeconds(1);
    watch.round();
    assertEquals(2, store.writes().size());
    assertEquals(1, kvnoOfTicket(), "replicas may lack the second");
    assertEquals(Verdict.GUARDED, only().verdict());
    assertEquals(2, store.find(CROSSOVER).orElseThrow().keys().size(), "the older one stays");
    now = now.plus(ProbeKey.PROPAGATION).plusSeconds(1);
    watch.round();
    assertEquals(2, store.writes().size());
    assertEquals(2, kvnoOfTicket());
    now = now.plus(ProbeKey.LIFETIME);
    watch.round();
    assertEquals(3, store.writes().size(), "a key that is over is not used");
    assertEquals(Verdict.GUARDED, only().verdict());
  }

  @Test
  void theKeyGoesOnWhenTheNextCannotBeWritten() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    now = now.plus(ProbeKey.LIFETIME.dividedBy(2)).plusSeconds(1);
    store.failWrites(StoreException.Reason.FAILED);
    assertTrue(watch.round());
    assertEquals(1, kvnoOfTicket());
    now = now.plus(ProbeKey.LIFETIME.dividedBy(2));
    assertFalse(watch.round());
  }

  @Test
  void aKeyThatIsGoneIsMadeAnew() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    store.lose(CROSSOVER);
    Behaviour noKey = FakeKdc.refuses(7, "PROCESS_TGS");
    kdcs.without(OWN, noKey);
    watch.round();
    assertEquals(1, store.writes().size());
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    assertEquals(2, store.writes().size());
    assertEquals(Verdict.GUARDED, only().verdict());
  }

  @Test
  void aReloadMakesNoKeyAndForgetsNoKdc() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    kdcs.with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    GuardWatch before = watch;
    begin(settings(GuardPolicy.REQUIRED));
    watch.takeOver(before);
    before.close();
    assertRefused("not tried yet");
    watch.round();
    assertRefused("kdc2.b.example:89", "unguarded when it answered last");
    assertEquals(1, store.writes().size());
    assertEquals(1, kvnoOfTicket());
    kdcs.with(OTHER, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @ParameterizedTest
  @EnumSource(
      value = DnsOutcome.class,
      names = {"BOGUS", "INDETERMINATE", "FAILED", "COSTLY"})
  void whereDnsDoesNotSayWhichKdcsThereAreNobodyComesIn(DnsOutcome outcome) throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GUARD);
    dns.ends("_kerberos._udp.b.example", Type.SRV, outcome);
    assertFalse(watch.round());
    assertRefused("KDC named by _kerberos._udp.b.example SRV is unknown");
    secondKdc();
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
    dns.ends("_kerberos._udp.b.example", Type.SRV, outcome);
    assertTrue(watch.round(), "the last known ones are tried");
    assertEquals(2, state.findings().size());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aKdcWithoutAnAddressMayHaveNoGuard() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    secondKdc();
    dns.noAddress("kdc2.b.example");
    assertFalse(watch.round());
    assertRefused("kdc2.b.example:89 is unknown", "its address is not known");
    secondKdc();
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    dns.noAddress("kdc2.b.example");
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    kdcs.with(OTHER, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void moreKdcsThanItTriesAreUnknown() throws Exception {
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 0; i < RealmKdcs.MAX_KDCS; i++) {
      all.add(kdc(1000 + i));
      kdcs.with(all.get(i), GRANTS, GUARD);
    }
    begin(settings(GuardPolicy.REQUIRED).with(GuardSettings.GUARDED_KDCS, all));
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
    secondKdc();
    watch.round();
    assertRefused("KDC beyond the first 32 is unknown");
  }

  @Test
  void manySilentKdcsAreAskedAtOnce() throws Exception {
    int many = 16;
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      all.add(kdc(1000 + i));
    }
    CountDownLatch asked = new CountDownLatch(many);
    AtomicInteger alone = new AtomicInteger();
    Kdc silent =
        (address, message, within) -> {
          asked.countDown();
          try {
            if (!asked.await(10, TimeUnit.SECONDS)) {
              alone.incrementAndGet();
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new IOException("silent");
        };
    begin(settings(GuardPolicy.REQUIRED).with(GuardSettings.GUARDED_KDCS, all), silent);
    assertFalse(watch.round());
    assertEquals(0, alone.get());
    assertEquals(many, state.findings().size());
    assertEquals("127.0.0.1:1000 (guarded_kdcs)", state.findings().get(0).kdc());
  }

  @Test
  void whereItIsOptionalOthersHaveKeysAllTheSame() throws Exception {
    begin(settings(GuardPolicy.OPTIONAL));
    kdcs.with(OWN, GRANTS, GRANTS);
    watch.round();
    assertEquals(Verdict.UNGUARDED, only().verdict());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void whereItIsOffNothingIsMade() throws Exception {
    begin(settings(GuardPolicy.OFF));
    watch.start();
    watch.close();
    assertEquals(List.of(), store.writes());
    assertEquals(Optional.empty(), state.objection());
  }

  /** MemoryStore derives its keys with Java's own Kerberos. */
  @ParameterizedTest
  @EnumSource(EncryptionType.class)
  void theKeyIsTheOneThatAKdcMakesOfThePassword(EncryptionType type) throws Exception {
    LocalRealm realm =
        LocalRealm.of(
            settings(GuardPolicy.REQUIRED).with(KeySettings.ENCRYPTION_TYPES, List.of(type)),
            store,
            () -> now,
            events::add,
            address -> false);
    try (ProbeKey key = ProbeKey.make(realm, store, new SecureRandom())) {
      assertArrayEquals(key(1, type), key.key().octets());
    }
  }
}
