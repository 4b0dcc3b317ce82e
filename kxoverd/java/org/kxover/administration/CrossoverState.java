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
 * One crossover of a local realm, as an administrator is told of it.
 *
 * @param direction {@link Role#CLIENT} where our users go out, {@link Role#SERVICE} where the
 *     peer's come in
 * @param lastUse when the KDC needed it last, as far as is known: of those that come in it is not
 * @param read when the database was asked
 */
public record CrossoverState(
    Realm peer,
    Role direction,
    StoredCrossover stored,
    Condition condition,
    KeyPlan plan,
    Optional<Instant> lastUse,
    Instant read) {
  /** In words that the control socket's answers have. */
  public enum Condition {
    /** It does what it is for. */
    IN_FORCE,
    /** Our KDC gives no ticket under it any more, and those that it gave may still be out. */
    EXPIRING,
    /** Its newest key is over. */
    ENDED,
    /** An administrator closed it. */
    CLOSED,
    /** An administrator keyed it; it is left alone. */
    BY_HAND,
    /** What its string attributes say of it, or of its newest key, cannot be read. */
    UNREADABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What was agreed of the newest key; empty where that is not known. */
  public Optional<KeyValidity> newest() {
    return Optional.ofNullable(stored.keys().get(stored.highestKvno()));
  }
}
