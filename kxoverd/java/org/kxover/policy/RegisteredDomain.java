package org.kxover.policy;

import org.kxover.kerberos.Realm;

/**
 * Finds the registered domain of a realm. Its owner can create any number of names below it, so
 * limits count registered domains.
 */
final class RegisteredDomain {
  private RegisteredDomain() {}

  /** The registered domain of {@code realm}, in lower case; its name if that is a public suffix. */
  static String of(Realm realm) {
    String name = realm.dnsName();
    String suffix = PublicSuffixes.list().of(name);
    int above = name.length() - suffix.length() - 1;
    return above < 0 ? name : name.substring(name.lastIndexOf('.', above - 1) + 1);
  }

  /** True if anybody may register a name below that of {@code realm}. */
  static boolean isPublicSuffix(Realm realm) {
    String name = realm.dnsName();
    return PublicSuffixes.list().of(name).equals(name);
  }
}
