package org.kxover.plugin;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;

/** How often a KDC gave each answer: a ticket, an error by its number, something else. */
final class AnswerCounts {
  private static final int TGS_REP = 0x6d;
  private static final int KRB_ERROR = 0x7e;

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  void add(byte[] octets, int length) {
    int first = length == 0 ? 0 : octets[0] & 0xff;
    if (first == TGS_REP) {
      count("ticket");
    } else if (first == KRB_ERROR) {
      count(error(java.util.Arrays.copyOf(octets, length)));
    } else {
      count("unknown");
    }
  }

  void notSent() {
    count("not sent");
  }

  long tickets() {
    LongAdder tickets = counts.get("ticket");
    return tickets == null ? 0 : tickets.sum();
  }

  private void count(String answer) {
    counts.computeIfAbsent(answer, a -> new LongAdder()).increment();
  }

  private static String error(byte[] octets) {
    try {
      KrbError error = new KrbError();
      error.decode(octets);
      return "error " + error.getErrorCode().getValue();
    } catch (java.io.IOException | RuntimeException e) {
      // Kerby cannot read every name. The error repeats the request's.
      return "error";
    }
  }

  @Override
  public String toString() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((answer, count) -> sums.put(answer, count.sum()));
    return sums.toString();
  }
}
