package org.kxover.kerberos;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A domain-style realm name (RFC 4120 section 6.1), such as {@code A.EXAMPLE}.
 *
 * <p>Realms are compared with case, as Kerberos does; {@link #dnsName()} is the same realm as DNS
 * sees it, without case. Only letters, digits, hyphens and single dots pass, so a realm can stand
 * in a kadmin command, a log line and a DNS name without quoting.
 */
public record Realm(String name) {
  /** A DNS name's own limit (RFC 1035 section 2.3.4), less its root label. */
  public static final int MAX_LENGTH = 253;

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern DOMAIN_STYLE = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  /**
   * @throws IllegalArgumentException where {@code name} is not domain-style; text from outside goes
   *     through {@link #parse}
   */
  public Realm {
    if (name.length() > MAX_LENGTH || !DOMAIN_STYLE.matcher(name).matches()) {
      throw new IllegalArgumentException("not a domain-style realm");
    }
  }

  /** The realm that {@code text} spells, case kept. */
  public static Realm parse(String text) throws KerberosSyntaxException {
    if (text.isEmpty()) {
      throw new KerberosSyntaxException("realm is empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw new KerberosSyntaxException(
          "realm is longer than " + MAX_LENGTH + " characters: " + text.length());
    }
    try {
      return new Realm(text);
    } catch (IllegalArgumentException e) {
      throw new KerberosSyntaxException(
          "realm is not domain-style (letters, digits, hyphens, dots): " + Printable.quote(text));
    }
  }

  /** The realm as a DNS name: lower case, no trailing dot. */
  public String dnsName() {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Whether both spell the same DNS name, though perhaps not the same realm. */
  public boolean sameDomain(Realm other) {
    return dnsName().equals(other.dnsName());
  }

  @Override
  public String toString() {
    return name;
  }
}
