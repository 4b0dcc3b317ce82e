package org.kxover.config;

/** Whether a key that follows another has that one mixed in. */
public enum PriorKeyPolicy {
  /** No key is read from the database. */
  NEVER,
  /** Where both realms can; otherwise the key is made without. */
  IF_POSSIBLE,
  /** No key follows another without. */
  REQUIRED
}
