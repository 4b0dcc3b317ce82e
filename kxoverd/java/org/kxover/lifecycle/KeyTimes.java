package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;

/**
 * The times in the life of a key for our own users. All fractions and margins are here; {@link
 * KeyPlan} applies them.
 *
 * @param from the first second of its use
 * @param till when its last ticket expires
 * @param lastIssue from this time on, our KDC issues no ticket under the key, and its next question
 *     makes a new key
 */
public record KeyTimes(Instant from, Instant till, Instant lastIssue) {
  /** Spreads the removal of keys that expire together. */
  static final Duration REMOVAL_SPREAD = Duration.ofSeconds(20);

  /** Parts of the usable time. The last part is left for retries. */
  private static final int RENEWAL_SHARE = 8;

  private static final int QUESTION_INTERVAL_SHARE = 16;
  private static final int FIRST_RETRY_SHARE = 1_000;
  private static final int MAX_RETRY_SHARE = 16;
  private static final Duration MIN_RETRY = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @param maxTicketLife our KDC issues the last ticket this long before the key's end
   * @return the times of the newest key; empty if kxoverd did not make it for our own users
   */
  public static Optional<KeyTimes> of(StoredCrossover crossover, Duration maxTicketLife) {
    return crossover.role().equals(Optional.of(Role.CLIENT))
        ? Optional.ofNullable(crossover.keys().get(crossover.highestKvno()))
            .map(key -> of(key, maxTicketLife))
        : Optional.empty();
  }

  static KeyTimes of(KeyValidity key, Duration maxTicketLife) {
    Instant till = key.till().instant();
    return new KeyTimes(key.from().instant(), till, key.lastIssue(maxTicketLife).instant());
  }

  /**
   * From the key's first second to {@code lastIssue}; zero if the KDC never issues a ticket under
   * it.
   */
  public Duration usable() {
    return lastIssue.isAfter(from) ? Duration.between(from, lastIssue) : Duration.ZERO;
  }

  /**
   * How long the KDC may use the key without asking for it. After a longer time, a key in use would
   * seem unused.
   */
  public Duration maxQuestionInterval() {
    return usable().dividedBy(QUESTION_INTERVAL_SHARE);
  }

  /**
   * The key's end, minus this many lifetimes of the key. The lifetime is the key's own, which both
   * realms agreed on; it may be shorter than our settings allow.
   *
   * @param lifetimes 1 or more; 1 gives {@code from}
   */
  Instant startOfLifetimes(int lifetimes) {
    return till.minus(Duration.between(from, till).multipliedBy(lifetimes));
  }

  /**
   * When the renewal is due: in the seventh eighth of the usable time. The last eighth is left for
   * retries.
   *
   * @param spread 0 to 1, the position within the seventh eighth, so that keys that were made
   *     together are not renewed together
   */
  Instant renewalTime(double spread) {
    Duration eighth = usable().dividedBy(RENEWAL_SHARE);
    return lastIssue.minus(eighth.plusMillis(Math.round(eighth.toMillis() * (1 - spread))));
  }

  /**
   * How long to wait after this many failures. The first delay is a thousandth of the usable time,
   * but at least five seconds and at most five minutes. It doubles with each failure, up to a
   * sixteenth of the usable time.
   *
   * @param failures 1 or more
   * @param spread 0 to 1; 0 is a quarter less than the delay, 1 a quarter more
   */
  Duration retryDelay(int failures, double spread) {
    Duration usable = usable();
    Duration first =
        Comparables.min(
            Comparables.max(usable.dividedBy(FIRST_RETRY_SHARE), MIN_RETRY), FIRST_RETRY);
    Duration longest = Comparables.max(usable.dividedBy(MAX_RETRY_SHARE), MIN_RETRY);
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    Duration wait = Comparables.min(first.multipliedBy(1L << doublings), longest);
    return Duration.ofMillis(Math.round(wait.toMillis() * (0.75 + spread / 2)));
  }

  /**
   * When the store removes a key.
   *
   * @param spread 0 to 1
   */
  static Instant removalTime(Instant till, double spread) {
    return till.plusMillis(Math.round(REMOVAL_SPREAD.toMillis() * spread));
  }
}
