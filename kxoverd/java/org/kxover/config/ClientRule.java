package org.kxover.config;

/** Whose requests to our KDC may lead to another realm. */
public enum ClientRule {
  /** Serves requests of our own realm's users and of anonymous users only. */
  OWN,
  ALL
}
