package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.kxover.kdb.KeyValidity;

/**
 * When a key of our own users is renewed. Its last ticket is issued a ticket's life before its end;
 * of the time till then, the renewal is planned for the seventh eighth, which leaves one eighth for
 * what may go wrong.
 *
 * @param at when the renewal is due
 * @param lastIssue from then on the key gives no ticket, and the next question makes a new one
 * @param usable from the key's first second to {@code lastIssue}
 */
public record RenewalTimes(Instant at, Instant lastIssue, Duration usable) {
  /** A key that is to end so soon gives no ticket: the KDC needs a moment to issue it. */
  public static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Duration LEAST_RETRY = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @param spread 0 to 1, where in its eighth the renewal falls: not all of a realm's keys, which
   *     an administrator may have let begin at once, are to be renewed at once
   */
  public static RenewalTimes of(KeyValidity key, Duration maxTicketLife, double spread) {
    Instant from = key.from().instant();
    Instant lastIssue = key.till().minus(maxTicketLife).minus(MARGIN).instant();
    Duration usable = lastIssue.isAfter(from) ? Duration.between(from, lastIssue) : Duration.ZERO;
    Duration eighth = usable.dividedBy(8);
    Duration early = eighth.plusMillis(Math.round(eighth.toMillis() * (1 - spread)));
    return new RenewalTimes(lastIssue.minus(early), lastIssue, usable);
  }

  /**
   * How long to wait after that many failures: first a thousandth of the usable time, within five
   * seconds and five minutes; twice as long each time, at most a sixteenth.
   *
   * @param failures 1 or more
   * @param spread 0 to 1, a quarter less or more
   */
  Duration retry(int failures, double spread) {
    Duration first = atMost(atLeast(usable.dividedBy(1000), LEAST_RETRY), FIRST_RETRY);
    Duration longest = atLeast(usable.dividedBy(16), LEAST_RETRY);
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    Duration wait = atMost(first.multipliedBy(1L << doublings), longest);
    return Duration.ofMillis(Math.round(wait.toMillis() * (0.75 + spread / 2)));
  }

  private static Duration atLeast(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration atMost(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
