package org.kxover.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;

/**
 * Counts the realms that were new to the database in a window of time, so that nobody can fill the
 * database with names. A realm counts once, however often it is tried. The memory is bounded by the
 * limit {@code new_realms}, whatever the database has.
 */
final class NewRealms {
  private record Counted(Instant when, String domain) {}

  private final Map<String, Counted> counted = new HashMap<>();
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
    if (counted.values().stream().filter(other -> other.domain().equals(domain)).count()
        >= limits.get(PolicySettings.NEW_REALMS_PER_DOMAIN)) {
      return Optional.of(
          "new_realms_per_domain = "
              + limits.get(PolicySettings.NEW_REALMS_PER_DOMAIN)
              + " for "
              + domain);
    }
    counted.put(realm.dnsName(), new Counted(now, domain));
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
    counted.putIfAbsent(realm.dnsName(), new Counted(since, RegisteredDomain.of(realm)));
    if (counted.size() > limits.get(PolicySettings.NEW_REALMS)) {
      // As long as the newest ones count, the limit is reached without the oldest.
      Comparator<Map.Entry<String, Counted>> age = Comparator.comparing(e -> e.getValue().when());
      counted.remove(Collections.min(counted.entrySet(), age).getKey());
    }
  }

  private void forget(Instant before) {
    counted.values().removeIf(one -> !one.when().isAfter(before));
  }
}
