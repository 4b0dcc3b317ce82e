package org.kxover.config;

import java.util.Locale;

/**
 * Which crossover keys of our own users are renewed ahead of their end.
 *
 * @param unusedLifetimes after how many lifetimes of a key without a question for it, it is no more
 *     in use; at least 1
 */
public record RenewalSettings(Policy policy, int unusedLifetimes) {
  private static final int MAX_UNUSED = 100;

  /** The values of {@code renewal}. */
  public enum Policy {
    /** None: the first question after a key's end makes the next one. */
    NEVER,
    /** Those that the KDC asks for. */
    IN_USE,
    /** All. */
    ALWAYS
  }

  static RenewalSettings from(Section section) throws ConfigException {
    Policy policy =
        section.choice("renewal", Policy.IN_USE, p -> p.name().toLowerCase(Locale.ROOT));
    return new RenewalSettings(policy, section.integer("unused_lifetimes", 1, 1, MAX_UNUSED));
  }
}
