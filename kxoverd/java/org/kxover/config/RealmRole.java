package org.kxover.config;

/** The directions in which users may cross over. */
public enum RealmRole {
  /** Users of this realm may use services of other realms. */
  CLIENT,
  /** Users of other realms may use services of this realm. */
  SERVICE
}
