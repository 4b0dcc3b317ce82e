package org.kxover.config;

/** Which crossover keys of our own users are renewed ahead of their end. */
public enum Renewal {
  /** None: the first question after a key's end makes the next one. */
  NEVER,
  /** Those that the KDC asks for. */
  IN_USE,
  /** All. */
  ALWAYS
}
