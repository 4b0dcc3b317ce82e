package org.kxover.kerberos;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A domain-style realm name (RFC 4120 section 6.1), such as {@code A.EXAMPLE}.
 *
 * <p>Realms are case-sensitive, as in Kerberos. {@link #dnsName()} is the realm's DNS name, in
 * lower case. A realm has only letters, digits, hyphens and single dots, so kadmin commands, log
 * lines and DNS names need no quoting.
 */
public record Realm(String name) {
  /** The limit of a DNS name (RFC 1035 section 2.3.4), without its root label. */
  public static final int MAX_LENGTH = 253;

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern DOMAIN_STYLE = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  /**
   * @throws IllegalArgumentException if {@code name} is not domain-style; for untrusted text use
   *     {@link #parse}
   */
  public Realm {
    if (name.length() > MAX_LENGTH || !DOMAIN_STYLE.matcher(name).matches()) {
      throw new IllegalArgumentException("not a domain-style realm");
    }
  }

  /** Parses {@code text}, and keeps its case. */
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

  /** True if both have the same DNS name, even if they differ in case. */
  public boolean sameDomain(Realm other) {
    return dnsName().equals(other.dnsName());
  }

  @Override
  public String toString() {
    return name;
  }
}
