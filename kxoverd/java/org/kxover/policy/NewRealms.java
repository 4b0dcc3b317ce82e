package org.kxover.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.NewRealmSettings;
import org.kxover.kerberos.Realm;

/**
 * The realms that were new to the database in a window of time, so that nobody can fill it with
 * names. A realm counts once, however often it is tried; it is never more than the limit of them
 * that are remembered.
 */
final class NewRealms {
  private record Counted(Instant when, String domain) {}

  private final Map<String, Counted> counted = new LinkedHashMap<>();
  private final InstantSource clock;

  NewRealms(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts the realm. Where there are too many already, it does not, and tells which are. */
  synchronized Optional<String> count(Realm realm, NewRealmSettings limits) {
    Instant now = clock.instant();
    forget(now.minus(limits.window()));
    if (counted.containsKey(realm.dnsName())) {
      return Optional.empty();
    }
    if (counted.size() >= limits.most()) {
      return Optional.of("new_realms = " + limits.most());
    }
    String domain = RegisteredDomain.of(realm);
    if (counted.values().stream().filter(other -> other.domain().equals(domain)).count()
        >= limits.mostPerDomain()) {
      return Optional.of("new_realms_per_domain = " + limits.mostPerDomain() + " for " + domain);
    }
    counted.put(realm.dnsName(), new Counted(now, domain));
    return Optional.empty();
  }

  /** The oldest come first. */
  private void forget(Instant before) {
    Iterator<Counted> all = counted.values().iterator();
    while (all.hasNext() && !all.next().when().isAfter(before)) {
      all.remove();
    }
  }
}
