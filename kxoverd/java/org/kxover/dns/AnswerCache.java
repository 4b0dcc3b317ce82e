package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.xbill.DNS.Record;

/**
 * Answers that hold, for as long as they hold; the least recently used make room for new ones. What
 * is in them is of strangers' choice, so their size is bounded as well as their number.
 */
final class AnswerCache {
  /** What a record takes in memory, and at the most, beyond its octets on the wire. */
  private static final int RECORD_OVERHEAD = 400;

  private record Entry(DnsAnswer answer, Instant end, int octets) {}

  private final int maxEntries;
  private final int maxOctets;
  private final InstantSource clock;
  private final Map<DnsQuestion, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long octets;

  /**
   * @param maxOctets of all answers together, in memory
   */
  AnswerCache(int maxEntries, int maxOctets, InstantSource clock) {
    this.maxEntries = maxEntries;
    this.maxOctets = maxOctets;
    this.clock = clock;
  }

  /** The answer, its TTL what is left of it. */
  synchronized Optional<DnsAnswer> find(DnsQuestion asked) {
    Entry entry = entries.get(asked);
    if (entry == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), entry.end);
    if (left.isNegative() || left.isZero()) {
      remove(asked);
      return Optional.empty();
    }
    // A clock that was set back must not make an answer hold for longer than it ever did.
    return Optional.of(entry.answer.withTtl(Comparables.min(left, entry.answer.ttl())));
  }

  /** Keeps the answer where it holds for a while; others are forgotten at once. */
  synchronized void store(DnsQuestion asked, DnsAnswer answer) {
    if (!answer.holds() || answer.ttl().isZero()) {
      return;
    }
    remove(asked);
    int size = octets(answer);
    entries.put(asked, new Entry(answer, clock.instant().plus(answer.ttl()), size));
    octets += size;
    while (entries.size() > maxEntries || octets > maxOctets) {
      remove(entries.keySet().iterator().next());
    }
  }

  private void remove(DnsQuestion asked) {
    Entry gone = entries.remove(asked);
    octets -= gone == null ? 0 : gone.octets();
  }

  private static int octets(DnsAnswer answer) {
    int sum = RECORD_OVERHEAD;
    for (Record one : answer.records()) {
      sum += RECORD_OVERHEAD + one.rdataToWireCanonical().length;
    }
    return sum;
  }
}
