package org.kxover.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.StoredCrossover;

/**
 * For how long the KDC may count on a key of our own users. One made by hand is the administrator's
 * word; one of ours must outlive the ticket that is issued last.
 */
public final class KeyUse {
  /** How long the KDC may go without a question of the same host. */
  public static final Duration MAX_TTL = Duration.ofMinutes(5);

  private final Duration maxTicketLife;
  private final InstantSource clock;

  KeyUse(Duration maxTicketLife, InstantSource clock) {
    this.maxTicketLife = maxTicketLife;
    this.clock = clock;
  }

  /** The use of that realm's keys by its KDC. */
  public static KeyUse of(LocalRealm realm) {
    return new KeyUse(realm.settings().get(KeySettings.MAX_TICKET_LIFE), realm.clock());
  }

  /** Whether the KDC gives tickets under the newest key. */
  public boolean isUsable(StoredCrossover stored) {
    return !left(stored).isZero();
  }

  /** For how long the KDC need not ask for a host under the newest key again. */
  public Duration ttl(StoredCrossover stored) {
    Duration ttl = Comparables.min(MAX_TTL, left(stored));
    return stored.managed()
        ? times(stored)
            .map(KeyTimes::unasked)
            .map(share -> Comparables.min(ttl, share))
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
