package org.kxover.config;

/** Which crossover keys of our own users are renewed before they end. */
public enum Renewal {
  /** No key. The first question of the KDC after the end of a key makes the next key. */
  NEVER,
  /** Keys that the KDC has asked for recently. */
  IN_USE,
  ALWAYS
}
