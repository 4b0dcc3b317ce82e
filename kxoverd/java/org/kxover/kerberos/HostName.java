package org.kxover.kerberos;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a host as host-based principals, DNS and certificates have it: letters, digits and
 * hyphens in labels (RFC 1123 section 2.1), in lower case, without a dot at its end.
 */
public record HostName(String name) {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?[0-9]+");

  /**
   * @throws IllegalArgumentException where it is no such name; text from outside goes through
   *     {@link #parse}
   */
  public HostName {
    // In this order: there are letters outside ASCII whose lower case is inside.
    if (name.length() > MAX_LENGTH || !HOST.matcher(name).matches()) {
      throw new IllegalArgumentException("not a host name");
    }
    name = name.toLowerCase(Locale.ROOT);
  }

  /** The host that {@code text} names, with or without a dot at its end. */
  public static Optional<HostName> parse(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      return Optional.of(new HostName(bare));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it has a domain, and is not an address in disguise. */
  public boolean hasDomain() {
    return name.indexOf('.') > 0 && !ENDS_IN_A_NUMBER.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
