package org.kxover.administration;

import java.time.Instant;
import java.util.Optional;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;

/**
 * Which crossovers to report. They come in the order of their peers' names, with both directions of
 * a peer on one page.
 *
 * @param peers which other realms
 * @param endingBefore only crossovers whose newest key ends before; empty for all
 * @param after only peers whose names come after this name, which ended the page before
 * @param limit 0 to {@link #MAX_LIMIT}, the number of crossovers after which the page ends, with
 *     the second direction of its last peer
 */
public record CrossoverPage(
    RealmPattern peers, Optional<Instant> endingBefore, Optional<Realm> after, int limit) {
  /** Bounds the memory and the reads of one answer. */
  public static final int MAX_LIMIT = 10_000;

  /** The first page of all crossovers, as long as a page may be. */
  public static final CrossoverPage FIRST =
      new CrossoverPage(RealmPattern.ALL, Optional.empty(), Optional.empty(), MAX_LIMIT);

  public CrossoverPage {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a page has 0 to " + MAX_LIMIT + " crossovers");
    }
  }

  /** True if the crossovers with that realm may be on this page, or on one after it. */
  public boolean includes(Realm peer) {
    return after.filter(end -> end.name().compareTo(peer.name()) >= 0).isEmpty()
        && peers.matches(peer);
  }

  boolean includes(CrossoverState state) {
    return endingBefore.isEmpty()
        || state
            .newest()
            .filter(key -> key.till().instant().isBefore(endingBefore.get()))
            .isPresent();
  }

  /** How many peers must be known to fill this page: all may end late. */
  int maxPeers() {
    return endingBefore.isPresent() ? MAX_LIMIT : limit;
  }
}
