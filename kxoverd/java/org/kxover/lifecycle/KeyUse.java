package org.kxover.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.StoredCrossover;

/**
 * How long the KDC may issue tickets under a key for our own users. A key that an administrator
 * made by hand has no limit. A key of kxoverd must not expire before the last ticket under it.
 */
public final class KeyUse {
  /** The longest time for which the KDC may cache a referral. */
  public static final Duration MAX_TTL = Duration.ofMinutes(5);

  private final Duration maxTicketLife;
  private final InstantSource clock;

  KeyUse(Duration maxTicketLife, InstantSource clock) {
    this.maxTicketLife = maxTicketLife;
    this.clock = clock;
  }

  public static KeyUse of(LocalRealm realm) {
    return new KeyUse(realm.settings().get(KeySettings.MAX_TICKET_LIFE), realm.clock());
  }

  /** True if the KDC may issue tickets under the newest key. */
  public boolean isUsable(StoredCrossover stored) {
    return !left(stored).isZero();
  }

  /** How long the KDC may cache a referral that uses the newest key. */
  public Duration ttl(StoredCrossover stored) {
    Duration ttl = Comparables.min(MAX_TTL, left(stored));
    return stored.managed()
        ? times(stored)
            .map(KeyTimes::maxQuestionInterval)
            .map(interval -> Comparables.min(ttl, interval))
            .orElse(Duration.ZERO)
        : ttl;
  }

  private Duration left(StoredCrossover stored) {
    if (!stored.managed()) {
      return MAX_TTL;
    }
    Duration left =
        times(stored)
            .map(times -> Duration.between(clock.instant(), times.lastIssue()))
            .orElse(Duration.ZERO);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Optional<KeyTimes> times(StoredCrossover stored) {
    return KeyTimes.of(stored, maxTicketLife);
  }
}
