package org.kxover.dane;

import java.util.List;
import java.util.function.Function;

/** Formats TLSA records for log lines. */
final class TlsaText {
  private static final int SHOWN = 4;

  /** SHA-512 in hexadecimal digits. */
  private static final int LONGEST_DIGEST = 128;

  private TlsaText() {}

  /** Usage, selector and matching type, as in a zone file: {@code 3 1 1}. */
  static String parameters(TlsaRecord record) {
    return record.usage() + " " + record.selector() + " " + record.matchingType();
  }

  /** The whole record as in a zone file, without the end of data longer than a digest. */
  static String record(TlsaRecord record) {
    String text = record.toString();
    int most = parameters(record).length() + 1 + LONGEST_DIGEST;
    return text.length() > most ? text.substring(0, most) + "..." : text;
  }

  static <T> String list(List<T> items, Function<T, String> text) {
    String shown = String.join("; ", items.stream().limit(SHOWN).map(text).toList());
    int more = items.size() - SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }
}
