package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;

/**
 * The times of a key of our own users. All fractions and margins of a key's life are here; {@link
 * KeyPlan} says what becomes of them.
 *
 * @param from the first second of its use
 * @param till the end of its last ticket
 * @param lastIssue from then on the key gives no ticket, and the next question makes a new one
 */
public record KeyTimes(Instant from, Instant till, Instant lastIssue) {
  /** Keys that end together are not all ended together. */
  static final Duration END_SPREAD = Duration.ofSeconds(20);

  /** Of the usable time; the last of these parts is kept for what may go wrong. */
  private static final int RENEWAL_SHARE = 8;

  private static final int USE_SHARE = 16;
  private static final int FIRST_RETRY_SHARE = 1_000;
  private static final int LONGEST_RETRY_SHARE = 16;
  private static final Duration LEAST_RETRY = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @param maxTicketLife the last ticket is issued so long before the key's end
   * @return of the newest key; empty where that is not a key of ours for our own users
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

  /** From the key's first second to {@code lastIssue}; zero where it never gives a ticket. */
  public Duration usable() {
    return lastIssue.isAfter(from) ? Duration.between(from, lastIssue) : Duration.ZERO;
  }

  /**
   * How long the KDC may use the key without a question that tells so: longer, and a key in use
   * would look unused.
   */
  public Duration unasked() {
    return usable().dividedBy(USE_SHARE);
  }

  /**
   * The first moment of so many of the key's own lifetimes that end with it. Both realms have a say
   * in how long a lifetime is, so it may be shorter than our settings allow.
   *
   * @param lifetimes 1 or more; 1 gives {@code from}
   */
  Instant beginOf(int lifetimes) {
    return till.minus(Duration.between(from, till).multipliedBy(lifetimes));
  }

  /**
   * When the renewal is due: in the seventh eighth of the usable time, which leaves one eighth for
   * what may go wrong.
   *
   * @param spread 0 to 1, where in its eighth the renewal falls: not all of a realm's keys, which
   *     an administrator may have let begin at once, are to be renewed at once
   */
  Instant renewal(double spread) {
    Duration eighth = usable().dividedBy(RENEWAL_SHARE);
    return lastIssue.minus(eighth.plusMillis(Math.round(eighth.toMillis() * (1 - spread))));
  }

  /**
   * How long to wait after that many failures: first a thousandth of the usable time, within five
   * seconds and five minutes; twice as long each time, at most a sixteenth.
   *
   * @param failures 1 or more
   * @param spread 0 to 1, a quarter less or more
   */
  Duration retry(int failures, double spread) {
    Duration usable = usable();
    Duration first =
        Comparables.min(
            Comparables.max(usable.dividedBy(FIRST_RETRY_SHARE), LEAST_RETRY), FIRST_RETRY);
    Duration longest = Comparables.max(usable.dividedBy(LONGEST_RETRY_SHARE), LEAST_RETRY);
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    Duration wait = Comparables.min(first.multipliedBy(1L << doublings), longest);
    return Duration.ofMillis(Math.round(wait.toMillis() * (0.75 + spread / 2)));
  }

  /**
   * When the store ends a key.
   *
   * @param spread 0 to 1
   */
  static Instant removal(Instant till, double spread) {
    return till.plusMillis(Math.round(END_SPREAD.toMillis() * spread));
  }
}
