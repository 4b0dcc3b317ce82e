package org.kxover.lifecycle;

import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Event;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Key maintenance with a store in memory, a clock that the test sets, and a simulated peer. */
abstract class KeyMaintenanceFixture {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  static final PrincipalName B_TO_A = PrincipalName.crossover(A, TwoRealms.B);
  static final Duration USABLE = KEY_LIFETIME.minus(TICKET_LIFE).minus(KeyValidity.MARGIN);
  static final Duration STEP = Duration.ofHours(1);

  Instant now = START;
  final MemoryStore store = new MemoryStore(() -> now);
  final Schedule schedule = new Schedule(() -> now);
  final List<Instant> renewals = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
  Optional<String> objection = Optional.empty();
  KeyMaintenance maintenance = maintenanceWith(Renewal.IN_USE, 1);

  KeyMaintenance maintenanceWith(Renewal policy, int unusedLifetimes) {
    return maintenanceOf(
        TestSettings.of(A)
            .with(KeySettings.RENEWAL, policy)
            .with(KeySettings.UNUSED_LIFETIMES, unusedLifetimes));
  }

  KeyMaintenance maintenanceOf(RealmSettings settings) {
    return new KeyMaintenance(
        LocalRealm.of(settings, store, () -> now, events::add, address -> false),
        schedule,
        new KeyRenewer() {
          @Override
          public Optional<String> objection(Realm service) {
            return objection;
          }

          @Override
          public CompletableFuture<?> renew(PrincipalName name, int kvno) {
            renewals.add(now);
            return answer;
          }
        },
        new Random(1));
  }

  static StoredCrossover stored(PrincipalName name, Role role, Instant... froms) {
    return stored(name, role, KEY_LIFETIME, froms);
  }

  static StoredCrossover stored(
      PrincipalName name, Role role, Duration lifetime, Instant... froms) {
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    for (Instant from : froms) {
      keys.put(
          keys.size() + 1,
          new KeyValidity(
              new KerberosTime(from),
              new KerberosTime(from).plus(lifetime),
              List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
              "kx.b.example:4088",
              "x25519"));
    }
    return new StoredCrossover(name, true, Optional.of(role), keys.size(), keys);
  }

  /** Advances the clock in steps, with a turn of key maintenance at each. */
  void advance(Duration time, Duration step) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
      maintenance.turn();
    }
    maintenance.turn();
  }
}
