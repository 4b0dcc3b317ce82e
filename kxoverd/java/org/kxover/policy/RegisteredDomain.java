package org.kxover.policy;

import crawlercommons.domains.EffectiveTldFinder;
import org.kxover.kerberos.Realm;

/**
 * Finds the registered domain of a realm. Its owner can create any number of names below it, so
 * limits count registered domains.
 *
 * <p>Source: Mozilla's Public Suffix List without its private suffixes, because one company
 * controls all names below a private suffix.
 */
final class RegisteredDomain {
  private RegisteredDomain() {}

  /** The registered domain of {@code realm}, in lower case. */
  static String of(Realm realm) {
    String name = realm.dnsName();
    if (EffectiveTldFinder.getEffectiveTLD(name, true) == null) {
      return underUnknownSuffix(name);
    }
    String domain = EffectiveTldFinder.getAssignedDomain(name, true, true);
    return domain == null ? name : domain;
  }

  /** True if anybody may register a name below that of {@code realm}. */
  static boolean isPublicSuffix(Realm realm) {
    String name = realm.dnsName();
    return EffectiveTldFinder.getEffectiveTLD(name, true) == null
        ? name.indexOf('.') < 0
        : EffectiveTldFinder.getAssignedDomain(name, true, true) == null;
  }

  /** The list's rule for suffixes that it does not have: the last label is the suffix. */
  private static String underUnknownSuffix(String name) {
    int last = name.lastIndexOf('.');
    return last < 0 ? name : name.substring(name.lastIndexOf('.', last - 1) + 1);
  }
}
