package org.kxover.dane;

import java.util.Locale;
import java.util.regex.Pattern;

/** Compares the name of a host with a certificate's dNSName (RFC 9525 section 6.3). */
final class HostNameMatch {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  /** A wildcard needs two labels after it, so that it cannot cover a top-level domain. */
  private static final Pattern WILDCARD = Pattern.compile("\\*(\\." + LABEL + "){2,}");

  private HostNameMatch() {}

  /**
   * True if {@code presented} matches {@code wanted}. A wildcard must be the whole leftmost label,
   * and matches exactly one label.
   *
   * @param wanted may have a trailing dot
   * @param presented a dNSName of a certificate; hostile
   */
  static boolean matches(String wanted, String presented) {
    String host = wanted.endsWith(".") ? wanted.substring(0, wanted.length() - 1) : wanted;
    if (!isName(host, HOST)) {
      return false;
    }
    if (isName(presented, HOST)) {
      return lower(host).equals(lower(presented));
    }
    int dot = host.indexOf('.');
    return isName(presented, WILDCARD)
        && dot > 0
        && lower(host.substring(dot)).equals(lower(presented.substring(1)));
  }

  private static boolean isName(String text, Pattern pattern) {
    return text.length() <= MAX_LENGTH && pattern.matcher(text).matches();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
