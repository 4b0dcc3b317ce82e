package org.kxover.config;

import java.time.Duration;

/**
 * How many realms may be new to the database, each direction counted for itself.
 *
 * @param most in a window of time
 * @param mostPerDomain of them from below one registered domain
 */
public record NewRealmSettings(int most, int mostPerDomain, Duration window) {

  static NewRealmSettings from(Section section) throws ConfigException {
    return new NewRealmSettings(
        section.integer("new_realms", 500, 0, 10_000),
        section.integer("new_realms_per_domain", 20, 0, 10_000),
        section.duration("new_realms_window", "1d", Duration.ofSeconds(1), Duration.ofDays(30)));
  }

  /** The window as settings write it. */
  public String windowText() {
    return Durations.format(window);
  }
}
