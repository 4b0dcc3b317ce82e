package org.kxover.serving;

import java.util.Optional;
import org.kxover.message.KxAck;

/**
 * The acknowledgement that may come next in one session: that of the last reply, and only if both
 * sides want it. One thread uses it.
 */
final class AwaitedAck {
  private Optional<KxAck> expected = Optional.empty();

  /** Sets what may come next; empty for nothing. */
  void set(Optional<KxAck> acknowledgement) {
    expected = acknowledgement;
  }

  boolean isPresent() {
    return expected.isPresent();
  }

  /** True if {@code came} is the awaited one. Nothing is awaited after this. */
  boolean isMetBy(KxAck came) {
    boolean met = expected.equals(Optional.of(came));
    expected = Optional.empty();
    return met;
  }
}
