package org.kxover.dane;

import java.util.List;
import java.util.function.Function;

/** TLSA records in the words of a log line. */
final class TlsaText {
  /** More records than these would make a line that nobody reads. */
  private static final int SHOWN = 4;

  private TlsaText() {}

  /** Usage, selector and matching type, as in a zone file: {@code 3 1 1}. */
  static String parameters(TlsaRecord record) {
    return record.usage() + " " + record.selector() + " " + record.matchingType();
  }

  static <T> String list(List<T> items, Function<T, String> text) {
    String shown = String.join("; ", items.stream().limit(SHOWN).map(text).toList());
    int more = items.size() - SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }
}
