package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.config.GuardPolicy;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.guard.FakeKdc.Behaviour;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionType;

/** The key that the watch makes its tickets with. */
class ProbeKeyTest extends GuardWatchFixture {
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
