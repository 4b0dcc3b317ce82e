package org.kxover.config;

/** Which crossover keys of our own users are renewed before they end. */
public enum Renewal {
  /** None: the first request after the end of a key makes the next one. */
  NEVER,
  /** Keys that the KDC has asked for recently. */
  IN_USE,
  ALWAYS
}
