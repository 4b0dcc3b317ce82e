package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.FakeDns;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Event;
import org.kxover.guard.FakeKdc.Behaviour;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Type;

/** The watch of one realm with a fake database, fake DNS and fake KDCs. */
abstract class GuardWatchFixture {
  static final Realm B = new Realm("B.EXAMPLE");
  static final PrincipalName CROSSOVER = ProbeNames.crossover(B);
  static final Behaviour GRANTS = FakeKdc.GRANTS;
  static final Behaviour GUARD = FakeKdc.refuses(7, "KXOVER_GUARD");
  static final Behaviour UNKNOWN_SERVICE = FakeKdc.refuses(7, "LOOKING_UP_SERVER");
  static final InetSocketAddress OWN = kdc(88);
  static final InetSocketAddress OTHER = kdc(89);

  Instant now = Instant.parse("2026-11-23T12:00:00Z");
  final MemoryStore store = new MemoryStore(() -> now);
  final FakeDns dns = new FakeDns();
  final List<Event> events = new ArrayList<>();
  FakeKdc kdcs;
  GuardState state;
  GuardWatch watch;

  static InetSocketAddress kdc(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @BeforeEach
  void oneKdc() {
    kdcs = new FakeKdc(this::key);
    begin(settings(GuardPolicy.REQUIRED));
  }

  final RealmSettings settings(GuardPolicy policy) {
    return TestSettings.of(B)
        .with(GuardSettings.GUARD, policy)
        .with(GuardSettings.GUARDED_KDCS, List.of(OWN));
  }

  final void begin(RealmSettings settings) {
    begin(settings, kdcs);
  }

  final void begin(RealmSettings settings, Kdc kdc) {
    LocalRealm realm = LocalRealm.of(settings, store, () -> now, events::add, address -> false);
    state = new GuardState(realm);
    watch = new GuardWatch(realm, store, state, dns, kdc, new SecureRandom());
  }

  /** A key, as the database has it. */
  final byte[] key(int kvno, EncryptionType type) {
    try {
      try (EncryptionKey key = store.key(CROSSOVER, kvno, type).orElseThrow()) {
        return key.octets();
      }
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  final void secondKdc() {
    dns.secure("_kerberos._udp.b.example", Type.SRV, 300, "0 0 89 kdc2.b.example.");
    dns.addresses("kdc2.b.example", List.of(InetAddress.getLoopbackAddress()));
  }

  final KdcFinding only() {
    assertEquals(1, state.findings().size());
    return state.findings().get(0);
  }

  final void assertRefused(String... words) {
    String objection = state.objection().orElseThrow();
    for (String word : words) {
      assertTrue(objection.contains(word), objection);
    }
  }

  final int kvnoOfTicket() {
    return kdcs.kvnos.get(kdcs.kvnos.size() - 1);
  }
}
