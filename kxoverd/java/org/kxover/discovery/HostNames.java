package org.kxover.discovery;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;

/** Names of hosts: letters, digits and hyphens (RFC 1123 section 2.1), in lower case. */
final class HostNames {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private HostNames() {}

  /** {@code text} in lower case without a trailing dot, where it is a host's name. */
  static Optional<String> of(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    String host = bare.toLowerCase(Locale.ROOT);
    return host.length() <= MAX_LENGTH && HOST.matcher(host).matches()
        ? Optional.of(host)
        : Optional.empty();
  }

  static Optional<String> of(Name name) {
    return of(name.toString(true));
  }
}
