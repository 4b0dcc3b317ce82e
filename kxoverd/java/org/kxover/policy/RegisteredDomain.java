package org.kxover.policy;

import crawlercommons.domains.EffectiveTldFinder;
import org.kxover.kerberos.Realm;

/**
 * The domain that somebody has registered, and below which they may have as many names as they like
 * (Mozilla's Public Suffix List, without the suffixes of private registries: those of one company
 * are one company's).
 */
final class RegisteredDomain {
  private RegisteredDomain() {}

  /** The domain that {@code realm} is or is below, in lower case. */
  static String of(Realm realm) {
    String name = realm.dnsName();
    if (EffectiveTldFinder.getEffectiveTLD(name, true) == null) {
      return underUnknownSuffix(name);
    }
    String domain = EffectiveTldFinder.getAssignedDomain(name, true, true);
    return domain == null ? name : domain;
  }

  /** The list's own rule for what it does not list: the last label is the suffix. */
  private static String underUnknownSuffix(String name) {
    int last = name.lastIndexOf('.');
    return last < 0 ? name : name.substring(name.lastIndexOf('.', last - 1) + 1);
  }
}
