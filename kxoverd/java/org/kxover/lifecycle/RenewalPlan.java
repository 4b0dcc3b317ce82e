package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether and when the newest key of a crossover is renewed.
 *
 * @param at when, for {@link State#PLANNED} and {@link State#RETRY}; may be past, where other work
 *     comes first
 * @param failures so many tries of its renewal in a row
 * @param why the last of these failed, or why no renewal is planned; else empty
 */
public record RenewalPlan(State state, Optional<Instant> at, int failures, String why) {
  /** In words that the control socket's answers have. */
  public enum State {
    /** It is renewed then. */
    PLANNED,
    /** The exchange goes on. */
    IN_WORK,
    /** It failed, and is tried again then. */
    RETRY,
    /** It is let end: it is used too little, or no time is left for another try. */
    NOT_PLANNED,
    /** It is let end: policy does not allow that realm any more. */
    REFUSED("not planned"),
    /** It gives no tickets any more: the next question of the KDC makes a new key. */
    TOO_LATE,
    /** The other realm, whose users it is for, renews it. */
    BY_PEER,
    /** There is no key of ours that could be renewed. */
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
