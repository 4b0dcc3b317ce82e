package org.kxover.crossover;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.event.Events;
import org.kxover.exchange.Terms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;

/**
 * A realm that this daemon serves, with the parts that both roles need.
 *
 * @param store the realm's crossover keys
 * @param events receives the events of the realm's keys
 */
public record LocalRealm(
    RealmSettings settings,
    Policy policy,
    CrossoverStore store,
    InstantSource clock,
    Events events) {
  /** Both roles refuse a key that would be valid for less than this. */
  public static final Duration LEAST_LIFETIME = Duration.ofSeconds(30);

  /**
   * A realm with a new policy, whose counts of new realms start at zero. Key maintenance counts
   * what it finds in the database.
   *
   * @param ofThisMachine whether an interface of this machine has the address
   */
  public static LocalRealm of(
      RealmSettings settings,
      CrossoverStore store,
      InstantSource clock,
      Events events,
      Predicate<InetAddress> ofThisMachine) {
    return new LocalRealm(
        settings, new Policy(settings, clock, ofThisMachine), store, clock, events);
  }

  /**
   * Counts the other realm of this crossover as new since its first key. The next key of a realm to
   * which our users go replaces its first key: such a realm is not new. The realm of our services
   * keeps each key until its end.
   */
  public void countFound(StoredCrossover stored) {
    if (stored.role().isEmpty() || stored.keys().isEmpty()) {
      return;
    }
    KeyValidity first = stored.keys().get(stored.keys().firstKey());
    Instant since = first.made().instant();
    if (stored.role().get() == Role.SERVICE) {
      policy.countFoundClientRealm(stored.name().realm(), since);
    } else if (first.priorKvno().isEmpty()) {
      policy.countFoundServiceRealm(new Realm(stored.name().components().get(1)), since);
    }
  }

  public Realm name() {
    return settings.realm();
  }

  /** The terms in the client role: the key must outlive the tickets of our users. */
  public Terms termsOfClient() {
    return terms(settings.get(KeySettings.MAX_TICKET_LIFE).plus(LEAST_LIFETIME));
  }

  /**
   * The terms in the service role. The other realm's KDC issues the tickets and sees to their
   * lifetime.
   */
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
