package org.kxover.administration;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyPlan;

/**
 * One crossover of a local realm, as reported to an administrator.
 *
 * @param direction {@link Role#CLIENT} for our users there, {@link Role#SERVICE} for the peer's
 *     users here
 * @param lastUse when our KDC last asked for it, if known; always empty for {@link Role#SERVICE}
 * @param read when it was read from the database
 */
public record CrossoverState(
    Realm peer,
    Role direction,
    StoredCrossover stored,
    Condition condition,
    KeyPlan plan,
    Optional<Instant> lastUse,
    Instant read) {
  /** The control socket's answers contain these words. */
  public enum Condition {
    /** Its newest key is in force. */
    IN_FORCE,
    /** Our KDC no longer issues tickets under it. Earlier tickets may still be valid. */
    EXPIRING,
    /** Its newest key has expired. */
    ENDED,
    /** An administrator closed the principal. */
    CLOSED,
    /** An administrator blocked the other realm. */
    BLOCKED,
    /** An administrator made the key by hand. kxoverd does not change it. */
    BY_HAND,
    /** Its string attributes, or those of its newest key, cannot be parsed. */
    UNREADABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The validity of the newest key; empty if not known. */
  public Optional<KeyValidity> newest() {
    return Optional.ofNullable(stored.keys().get(stored.highestKvno()));
  }
}
