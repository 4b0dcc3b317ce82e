package org.kxover.config;

/** What kxoverd does about the guard in the realm's KDCs. */
public enum GuardPolicy {
  /** Other realms get no key unless the guard was seen. */
  REQUIRED,
  /** It looks for the guard and reports, and gives keys all the same. */
  OPTIONAL,
  /** It does not look for the guard. */
  OFF
}
