package org.kxover.kdb;

import java.util.Locale;
import java.util.Optional;

/** What this realm's KDC does with a crossover key. */
public enum Role {
  /** Our users: this KDC issues tickets under the key, and never reads one. */
  CLIENT,
  /** Our services: this KDC reads tickets under the key, and never issues one. */
  SERVICE;

  /** The word in the marker attribute. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> ofWord(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
