package org.kxover.config;

/** Whose requests to our KDC may lead to another realm. */
public enum ClientRule {
  /** Those of users of our realm, and of anonymous users. */
  OWN,
  ALL
}
