package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers that hold, for as long as they hold; the least recently used make room for new ones. */
final class AnswerCache {
  private record Entry(DnsAnswer answer, Instant end) {}

  private final int maxEntries;
  private final InstantSource clock;
  private final Map<Asked, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  AnswerCache(int maxEntries, InstantSource clock) {
    this.maxEntries = maxEntries;
    this.clock = clock;
  }

  /** The answer, its TTL what is left of it. */
  synchronized Optional<DnsAnswer> find(Asked asked) {
    Entry entry = entries.get(asked);
    if (entry == null) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), entry.end);
    if (left.isNegative() || left.isZero()) {
      entries.remove(asked);
      return Optional.empty();
    }
    return Optional.of(entry.answer.withTtl(min(left, entry.answer.ttl())));
  }

  /** Keeps the answer where it holds for a while; others are forgotten at once. */
  synchronized void store(Asked asked, DnsAnswer answer) {
    if (!answer.holds() || answer.ttl().isZero()) {
      return;
    }
    entries.put(asked, new Entry(answer, clock.instant().plus(answer.ttl())));
    if (entries.size() > maxEntries) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** A clock that was set back must not make an answer hold for longer than it ever did. */
  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
