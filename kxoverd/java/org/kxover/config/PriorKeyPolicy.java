package org.kxover.config;

/** Whether the previous key of a crossover is mixed into the next one. */
public enum PriorKeyPolicy {
  /** No key is read from the database. */
  NEVER,
  /** Mix it in if both realms can; otherwise make the key without it. */
  IF_POSSIBLE,
  /** Make no next key without it. */
  REQUIRED
}
