package org.kxover.tls;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** DNS names as certificates and server_name carry them. */
final class HostName {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private HostName() {}

  /** The name in lower case and without a dot at its end, where it is one. */
  static Optional<String> parse(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    // In this order: there are letters outside ASCII whose lower case is inside.
    return name.length() <= MAX_LENGTH && NAME.matcher(name).matches()
        ? Optional.of(name.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
