package org.kxover.crossover;

import java.time.Duration;
import java.time.InstantSource;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.event.Events;
import org.kxover.exchange.Terms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;

/**
 * The realm whose KDC is beside this daemon. Every way through the daemon needs these parts of it.
 *
 * @param store the realm's crossover keys
 * @param events hears what happens to the realm's keys
 */
public record LocalRealm(
    RealmSettings settings,
    Policy policy,
    CrossoverStore store,
    InstantSource clock,
    Events events) {
  /** Both sides refuse a key that would be in force for less than this. */
  public static final Duration LEAST_LIFETIME = Duration.ofSeconds(30);

  /** A realm with a policy of its own, which counts the new realms from now on. */
  public static LocalRealm of(
      RealmSettings settings, CrossoverStore store, InstantSource clock, Events events) {
    return new LocalRealm(settings, new Policy(settings, clock), store, clock, events);
  }

  public Realm name() {
    return settings.realm();
  }

  /** What this realm accepts when it asks another realm: the key outlives our users' tickets. */
  public Terms termsOfClient() {
    return terms(settings.get(KeySettings.MAX_TICKET_LIFE).plus(LEAST_LIFETIME));
  }

  /** What this realm accepts when another realm asks, whose KDC issues the tickets. */
  public Terms termsOfService() {
    return terms(LEAST_LIFETIME);
  }

  private Terms terms(Duration leastLifetime) {
    return new Terms(
        name(),
        () -> store.possible(settings.get(KeySettings.ENCRYPTION_TYPES)),
        settings.get(KeySettings.KEY_LIFETIME),
        leastLifetime,
        settings.get(KeySettings.CLOCK_SKEW));
  }
}
