package org.kxover.kerberos;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name, as in host-based principals, DNS and certificates: labels of letters, digits and
 * hyphens (RFC 1123 section 2.1), in lower case, without trailing dot.
 */
public record HostName(String name) {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?[0-9]+");

  /**
   * @throws IllegalArgumentException if it is not a host name; for untrusted text use {@link
   *     #parse}
   */
  public HostName {
    // Check before the conversion, because some non-ASCII letters have an ASCII lower case.
    if (name.length() > MAX_LENGTH || !HOST.matcher(name).matches()) {
      throw new IllegalArgumentException("not a host name");
    }
    name = name.toLowerCase(Locale.ROOT);
  }

  /** Parses {@code text}, which may have a trailing dot; empty if it is not a host name. */
  public static Optional<HostName> parse(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      return Optional.of(new HostName(bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** True if it has more than one label, and is not an IPv4 address. */
  public boolean hasDomain() {
    return name.indexOf('.') > 0 && !ENDS_IN_A_NUMBER.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
