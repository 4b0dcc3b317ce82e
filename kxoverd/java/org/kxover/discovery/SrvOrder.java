package org.kxover.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.SRVRecord;

/** The order in which to try the servers of a service (RFC 2782, "Usage rules"). */
final class SrvOrder {
  private final RandomGenerator random;

  SrvOrder(RandomGenerator random) {
    this.random = random;
  }

  /** Lower priorities first; within one, the heavier the likelier to come early. */
  List<SRVRecord> order(List<SRVRecord> records) {
    List<SRVRecord> waiting = new ArrayList<>(records);
    // Those without weight in front, so that they keep the small chance the RFC gives them.
    waiting.sort(
        Comparator.comparingInt(SRVRecord::getPriority).thenComparingInt(SRVRecord::getWeight));
    List<SRVRecord> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      ordered.add(waiting.remove(draw(waiting)));
    }
    return ordered;
  }

  /** The index of the next one, of those that share the first one's priority. */
  private int draw(List<SRVRecord> waiting) {
    int priority = waiting.get(0).getPriority();
    int end = 0;
    int total = 0;
    while (end < waiting.size() && waiting.get(end).getPriority() == priority) {
      total += waiting.get(end++).getWeight();
    }
    int drawn = random.nextInt(total + 1);
    int sum = 0;
    for (int i = 0; i < end; i++) {
      sum += waiting.get(i).getWeight();
      if (sum >= drawn) {
        return i;
      }
    }
    throw new AssertionError("drew " + drawn + " of " + total);
  }
}
