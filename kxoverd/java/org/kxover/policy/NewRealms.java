package org.kxover.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;

/**
 * Counts the realms that were new to the database in a window of time, so that nobody can fill the
 * database with names. A realm counts once, however often it is tried. The memory is bounded by the
 * limit {@code new_realms}, whatever the database has.
 */
final class NewRealms {
  private record Counted(String realm, String domain, Instant when) {}

  private final Map<String, Counted> counted = new HashMap<>();
  private final NavigableSet<Counted> oldestFirst =
      new TreeSet<>(Comparator.comparing(Counted::when).thenComparing(Counted::realm));
  private final Map<String, Integer> ofDomain = new HashMap<>();
  private final InstantSource clock;

  NewRealms(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts the realm if the limits allow it.
   *
   * @return the setting whose limit is reached, with its value; empty if the realm was counted
   */
  synchronized Optional<String> count(Realm realm, RealmSettings limits) {
    Instant now = clock.instant();
    forget(now.minus(limits.get(PolicySettings.NEW_REALMS_WINDOW)));
    if (counted.containsKey(realm.dnsName())) {
      return Optional.empty();
    }
    if (counted.size() >= limits.get(PolicySettings.NEW_REALMS)) {
      return Optional.of("new_realms = " + limits.get(PolicySettings.NEW_REALMS));
    }
    String domain = RegisteredDomain.of(realm);
    if (ofDomain.getOrDefault(domain, 0) >= limits.get(PolicySettings.NEW_REALMS_PER_DOMAIN)) {
      return Optional.of(
          "new_realms_per_domain = "
              + limits.get(PolicySettings.NEW_REALMS_PER_DOMAIN)
              + " for "
              + domain);
    }
    add(new Counted(realm.dnsName(), domain, now));
    return Optional.empty();
  }

  /**
   * Counts a realm that the database has, whatever the limits are, unless it is counted already.
   *
   * @param since when it was new
   */
  synchronized void countFound(Realm realm, Instant since, RealmSettings limits) {
    Instant start = clock.instant().minus(limits.get(PolicySettings.NEW_REALMS_WINDOW));
    if (!since.isAfter(start)) {
      return;
    }
    forget(start);
    if (!counted.containsKey(realm.dnsName())) {
      add(new Counted(realm.dnsName(), RegisteredDomain.of(realm), since));
    }
    // As long as the newest ones count, the limit is reached without the oldest.
    if (counted.size() > limits.get(PolicySettings.NEW_REALMS)) {
      remove(oldestFirst.first());
    }
  }

  /** The oldest come first, so that a call looks at those only that it removes. */
  private void forget(Instant before) {
    while (!oldestFirst.isEmpty() && !oldestFirst.first().when().isAfter(before)) {
      remove(oldestFirst.first());
    }
  }

  private void add(Counted one) {
    counted.put(one.realm(), one);
    oldestFirst.add(one);
    ofDomain.merge(one.domain(), 1, Integer::sum);
  }

  private void remove(Counted one) {
    counted.remove(one.realm());
    oldestFirst.remove(one);
    ofDomain.computeIfPresent(one.domain(), (same, count) -> count > 1 ? count - 1 : null);
  }
}
