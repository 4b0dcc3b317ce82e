package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether and when the newest key of a crossover is renewed.
 *
 * @param at when, for {@link State#PLANNED} and {@link State#RETRY}; in the past if other work
 *     comes first
 * @param failures in a row
 * @param why the last try failed, or why no renewal is planned; else empty
 */
public record RenewalPlan(State state, Optional<Instant> at, int failures, String why) {
  /** The control socket's answers contain these words. */
  public enum State {
    /** The key is renewed at {@link RenewalPlan#at}. */
    PLANNED,
    /** The exchange is in work. */
    IN_WORK,
    /** The renewal failed, and is tried again at {@link RenewalPlan#at}. */
    RETRY,
    /** The key expires without another: it is not in use, or no time is left for another try. */
    NOT_PLANNED,
    /** The key expires without another: policy no longer allows the other realm. */
    REFUSED("not planned"),
    /** The KDC no longer issues tickets under the key. Its next question makes a new key. */
    TOO_LATE,
    /** The key is for users of the other realm, whose daemon renews it. */
    BY_PEER,
    /** kxoverd has no key to renew. */
    NONE;

    private final String word;

    State() {
      word = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static RenewalPlan of(State state) {
    return new RenewalPlan(state, Optional.empty(), 0, "");
  }

  static RenewalPlan at(Instant when) {
    return new RenewalPlan(State.PLANNED, Optional.of(when), 0, "");
  }

  static RenewalPlan ended(State state, String why) {
    return new RenewalPlan(state, Optional.empty(), 0, why);
  }
}
