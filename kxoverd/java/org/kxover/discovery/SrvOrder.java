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

  /**
   * Lower priorities first. Within a priority, a higher weight makes an early position likelier.
   */
  List<SRVRecord> order(List<SRVRecord> records) {
    List<SRVRecord> remaining = new ArrayList<>(records);
    // Weight 0 first, so that these records keep the small chance that the RFC gives them.
    remaining.sort(
        Comparator.comparingInt(SRVRecord::getPriority).thenComparingInt(SRVRecord::getWeight));
    List<SRVRecord> ordered = new ArrayList<>();
    while (!remaining.isEmpty()) {
      ordered.add(remaining.remove(draw(remaining)));
    }
    return ordered;
  }

  /** Draws the index of the next record, among those with the priority of the first. */
  private int draw(List<SRVRecord> remaining) {
    int priority = remaining.get(0).getPriority();
    int end = 0;
    int total = 0;
    while (end < remaining.size() && remaining.get(end).getPriority() == priority) {
      total += remaining.get(end++).getWeight();
    }
    int drawn = random.nextInt(total + 1);
    int sum = 0;
    for (int i = 0; i < end; i++) {
      sum += remaining.get(i).getWeight();
      if (sum >= drawn) {
        return i;
      }
    }
    throw new AssertionError("drew " + drawn + " of " + total);
  }
}
