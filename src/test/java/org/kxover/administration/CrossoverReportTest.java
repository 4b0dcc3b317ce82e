package org.kxover.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kxover.crossing.TwoRealms.A;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kxover.config.KeySettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Events;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.KeyRenewer;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;

class CrossoverReportTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

  private int plans;

  /** Policy judges the other realm in each plan. */
  private final class CountingRenewer implements KeyRenewer {
    @Override
    public Optional<String> objection(Realm service) {
      plans++;
      return Optional.empty();
    }

    @Override
    public CompletableFuture<?> renew(PrincipalName name, int kvno) {
      throw new AssertionError("nothing is due");
    }
  }

  private static StoredCrossover crossover(int number) {
    KerberosTime from = new KerberosTime(CLOCK.instant());
    KeyValidity key =
        new KeyValidity(
            from,
            from.plus(Duration.ofDays(30)),
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            "kx.b.example:4088",
            "x25519");
    return new StoredCrossover(
        PrincipalName.crossover(new Realm("P" + number + ".EXAMPLE"), A),
        true,
        Optional.of(Role.CLIENT),
        1,
        new TreeMap<>(Map.of(1, key)));
  }

  /** Plans for all that is remembered would make the first page slow. */
  @Test
  void aPageMakesPlansForItselfAndOneMore() throws Exception {
    Schedule schedule = new Schedule(CLOCK);
    CrossoverCache cache = new CrossoverCache(new Random(1));
    MemoryStore memory = new MemoryStore(CLOCK);
    TrackingStore store = new TrackingStore(memory, schedule, cache, CLOCK);
    for (int i = 100; i < 200; i++) {
      memory.holding(crossover(i));
      store.find(crossover(i).name());
    }
    LocalRealm realm =
        LocalRealm.of(
            TestSettings.of(A).with(KeySettings.RENEWAL, Renewal.ALWAYS),
            store,
            CLOCK,
            Events.none(),
            address -> false);
    CrossoverReport report =
        new CrossoverReport(
            realm,
            cache,
            schedule,
            new KeyMaintenance(realm, schedule, new CountingRenewer(), new Random(1)));
    List<CrossoverState> states = new ArrayList<>();
    Optional<Realm> last =
        report.remembered(
            new CrossoverPage(RealmPattern.ALL, Optional.empty(), Optional.empty(), 10),
            states::add);
    assertEquals(Optional.of(new Realm("P109.EXAMPLE")), last);
    assertEquals(10, states.size());
    assertEquals(11, plans);
  }
}
