package org.kxover.kerberos;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Matches names of realms: {@code *} stands for any characters, {@code ?} for one, as in kadmin.
 * Upper and lower case make no difference, because two realms cannot differ in case only.
 */
public record RealmPattern(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.*?-]{1,253}");

  /** Matches each realm. */
  public static final RealmPattern ALL = new RealmPattern("*");

  /**
   * @throws IllegalArgumentException if {@code text} has other characters; for untrusted text use
   *     {@link #parse}
   */
  public RealmPattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a pattern of realms");
    }
  }

  /** Parses {@code text}, and keeps its case. */
  public static RealmPattern parse(String text) throws KerberosSyntaxException {
    try {
      return new RealmPattern(text);
    } catch (IllegalArgumentException e) {
      throw new KerberosSyntaxException(
          "pattern is not 1 to 253 letters, digits, hyphens, dots, * or ?: "
              + Printable.quote(text));
    }
  }

  /** Compares in time of the product of both lengths at most, whatever the pattern is. */
  public boolean matches(Realm realm) {
    String name = realm.dnsName();
    String pattern = text.toLowerCase(Locale.ROOT);
    int at = 0;
    int next = 0;
    int star = -1;
    int resume = 0;
    while (at < name.length()) {
      char wanted = next < pattern.length() ? pattern.charAt(next) : 0;
      if (wanted == '*') {
        star = next++;
        resume = at;
      } else if (wanted == '?' || wanted == name.charAt(at)) {
        next++;
        at++;
      } else if (star >= 0) {
        // The last star takes one character more.
        next = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    return pattern.substring(next).chars().allMatch(c -> c == '*');
  }

  @Override
  public String toString() {
    return text;
  }
}
