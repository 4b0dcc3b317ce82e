package org.kxover.config;

/** What a realm may be to others. */
public enum RealmRole {
  /** Its users may go out. */
  CLIENT,
  /** Users of other realms may come in. */
  SERVICE
}
