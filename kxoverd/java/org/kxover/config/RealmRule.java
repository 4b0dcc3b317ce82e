package org.kxover.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/**
 * One rule of {@code peer_realms}: {@code allow} or {@code deny}, and a pattern. The pattern is
 * {@code *} for all realms, {@code *.b.example} for all realms below b.example but not b.example
 * itself, or the name of one realm. As in DNS, upper and lower case make no difference.
 *
 * @param pattern in lower case
 */
public record RealmRule(boolean allow, String pattern) {
  private static final Pattern FORM =
      Pattern.compile("(allow|deny)\\s+(?:(\\*)|(\\*\\.)?([A-Za-z0-9.-]+))");

  /** Parses one rule; empty if {@code text} is none. */
  public static Optional<RealmRule> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      if (form.group(4) != null) {
        Realm.parse(form.group(4));
      }
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
    String pattern = text.substring(form.end(1)).strip().toLowerCase(Locale.ROOT);
    return Optional.of(new RealmRule(form.group(1).equals("allow"), pattern));
  }

  /** True if the pattern matches every realm. */
  public boolean isForAll() {
    return pattern.equals("*");
  }

  /** True if the pattern is the name of this realm. */
  public boolean names(Realm realm) {
    return realm.dnsName().equals(pattern);
  }

  public boolean matches(Realm realm) {
    return isForAll()
        || (pattern.startsWith("*.")
            ? realm.dnsName().endsWith(pattern.substring(1))
            : names(realm));
  }

  @Override
  public String toString() {
    return (allow ? "allow " : "deny ") + pattern;
  }
}
