package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is to become of a key before its end, as things are.
 *
 * @param at when, for {@link State#PLANNED} and {@link State#RETRY}; may be past, where other work
 *     comes first
 * @param failures so many tries in a row, for {@link State#RETRY}
 * @param why the last of these failed
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
    /** The settings do not want a renewal of a key that is used as little as this. */
    NOT_PLANNED,
    /** It gives no tickets any more: the next question of the KDC makes a new key. */
    TOO_LATE,
    /** The other realm, whose users it is for, renews it. */
    BY_PEER,
    /** There is no key of ours that could be renewed. */
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  static RenewalPlan none() {
    return of(State.NONE);
  }

  static RenewalPlan of(State state) {
    return new RenewalPlan(state, Optional.empty(), 0, "");
  }

  static RenewalPlan at(Instant when) {
    return new RenewalPlan(State.PLANNED, Optional.of(when), 0, "");
  }
}
