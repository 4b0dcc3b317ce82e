package org.kxover.config;

import java.util.Locale;

/** Whether a key that follows another has that one mixed in: the values of {@code prior_key}. */
public enum PriorKeyPolicy {
  /** No key is read from the database. */
  NEVER,
  /** Where both realms can; otherwise the key is made without. */
  IF_POSSIBLE,
  /** No key follows another without. */
  REQUIRED;

  static PriorKeyPolicy from(Section section) throws ConfigException {
    return section.choice("prior_key", IF_POSSIBLE, p -> p.name().toLowerCase(Locale.ROOT));
  }
}
