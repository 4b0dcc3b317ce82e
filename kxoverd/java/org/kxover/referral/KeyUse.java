package org.kxover.referral;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.lifecycle.RenewalTimes;

/**
 * For how long the KDC may count on a key of our own users. One made by hand is the administrator's
 * word; one of ours must outlive the ticket that is issued last.
 */
final class KeyUse {
  /** How long the KDC may go without a question of the same host. */
  static final Duration MAX_TTL = Duration.ofMinutes(5);

  /**
   * Of a key's usable time: a KDC that does not ask is not to make a key look unused for longer, as
   * it would then not be renewed.
   */
  private static final int TTL_SHARE = 16;

  private final Duration maxTicketLife;
  private final InstantSource clock;

  KeyUse(Duration maxTicketLife, InstantSource clock) {
    this.maxTicketLife = maxTicketLife;
    this.clock = clock;
  }

  /** Whether the KDC gives tickets under the newest key. */
  boolean isUsable(StoredCrossover stored) {
    return !left(stored).isZero();
  }

  /** For how long the KDC need not ask for a host under the newest key again. */
  Duration ttl(StoredCrossover stored) {
    Duration ttl = least(MAX_TTL, left(stored));
    return stored.managed()
        ? least(ttl, times(stored.keys().get(stored.highestKvno())).usable().dividedBy(TTL_SHARE))
        : ttl;
  }

  static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration left(StoredCrossover stored) {
    if (!stored.managed()) {
      return MAX_TTL;
    }
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest == null || !stored.role().equals(Optional.of(Role.CLIENT))) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), times(newest).lastIssue());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private RenewalTimes times(KeyValidity key) {
    return RenewalTimes.of(key, maxTicketLife, 0);
  }
}
