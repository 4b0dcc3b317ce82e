package org.kxover.config;

/** Which crossover keys of our own users are renewed ahead of their end. */
public enum Renewal {
  /** None: the first question after a key's end makes the next one. */
  NEVER,
  /** Keys that the KDC asks for are renewed. */
  IN_USE,
  /** All. */
  ALWAYS
}
