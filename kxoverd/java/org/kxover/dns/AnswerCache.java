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
 * Caches proven answers until their TTL ends, and evicts the least recently used. Peers choose the
 * records in their zones, so the cache limits the total size as well as the number of answers.
 */
final class AnswerCache {
  /** Upper bound of a record's memory beyond its octets on the wire. */
  private static final int RECORD_OVERHEAD = 400;

  private record Entry(DnsAnswer answer, Instant end, int octets) {}

  private final int maxEntries;
  private final int maxOctets;
  private final InstantSource clock;
  private final Map<DnsQuestion, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long octets;

  /**
   * @param maxOctets memory of all answers together
   */
  AnswerCache(int maxEntries, int maxOctets, InstantSource clock) {
    this.maxEntries = maxEntries;
    this.maxOctets = maxOctets;
    this.clock = clock;
  }

  /** The cached answer, with its remaining TTL. */
  synchronized Optional<DnsAnswer> find(DnsQuestion question) {
    Entry entry = entries.get(question);
    if (entry == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), entry.end);
    if (left.isNegative() || left.isZero()) {
      remove(question);
      return Optional.empty();
    }
    // A clock that was set back must not extend an answer beyond its original TTL.
    return Optional.of(entry.answer.withTtl(Comparables.min(left, entry.answer.ttl())));
  }

  /** Keeps {@code answer} if it is proven and its TTL is not zero. */
  synchronized void store(DnsQuestion question, DnsAnswer answer) {
    if (!answer.isProven() || answer.ttl().isZero()) {
      return;
    }
    remove(question);
    int size = octets(answer);
    entries.put(question, new Entry(answer, clock.instant().plus(answer.ttl()), size));
    octets += size;
    while (entries.size() > maxEntries || octets > maxOctets) {
      remove(entries.keySet().iterator().next());
    }
  }

  private void remove(DnsQuestion question) {
    Entry removed = entries.remove(question);
    octets -= removed == null ? 0 : removed.octets();
  }

  private static int octets(DnsAnswer answer) {
    int sum = RECORD_OVERHEAD;
    for (Record one : answer.records()) {
      sum += RECORD_OVERHEAD + one.rdataToWireCanonical().length;
    }
    return sum;
  }
}
