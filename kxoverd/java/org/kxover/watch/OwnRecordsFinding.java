package org.kxover.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What secure DNS had of our records, seen through the resolver.
 *
 * @param problems why other realms cannot use a record; none for a record that they can use
 * @param signedUntil when the first signature of these records ends; empty where none was seen
 * @param ttl until when a new look would find these answers in a cache; zero if one proves nothing
 */
public record OwnRecordsFinding(
    Map<OwnRecord, String> problems, Optional<Instant> signedUntil, Duration ttl) {
  public OwnRecordsFinding {
    problems = Map.copyOf(problems);
  }

  public boolean isUsable(OwnRecord record) {
    return !problems.containsKey(record);
  }

  /** All problems in one line, in the order of the records. */
  String words() {
    return new TreeMap<>(problems)
        .entrySet().stream()
            .map(one -> one.getKey().name() + ": " + one.getValue())
            .collect(Collectors.joining("; "));
  }
}
