package org.kxover.kdb;

import java.util.Locale;
import java.util.Optional;

/** The use of a crossover key by our KDC. */
public enum Role {
  /** Our users cross over: our KDC issues tickets under the key, and never reads one. */
  CLIENT,
  /**
   * Users of the other realm come to our services: our KDC reads tickets under the key, and never
   * issues one.
   */
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
