package org.kxover.crossover;

import java.util.Locale;
import java.util.Optional;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Refuses realms that an administrator blocked. The block is in the database, on the crossover
 * principals of the realm. {@code kxover block} makes them if there are none.
 *
 * <p>Whoever has a zone may spell its realm otherwise from one day to the next. So a block of the
 * realm in upper case holds for each spelling, and {@code kxover block --all} for all realms.
 */
public final class BlockedRealms {
  private final Realm ours;
  private final CrossoverStore store;

  public BlockedRealms(LocalRealm realm) {
    this.ours = realm.name();
    this.store = realm.store();
  }

  /**
   * Refuses a key with a blocked realm.
   *
   * @param role of our realm in the crossover
   * @param found the crossover in our database
   */
  public void requireNotBlocked(Realm other, Role role, Optional<StoredCrossover> found)
      throws CrossingException, StoreException {
    PrincipalName all = AllRealms.crossover(ours);
    if (isBlocked(all)) {
      throw new CrossingException(
          FailureReason.BLOCKED,
          "all realms are blocked by " + all + " (kxover unblock --all ends this)");
    }
    if (found.filter(StoredCrossover::blocked).isPresent()) {
      throw blocked(other, found.get().name());
    }
    Realm upper = new Realm(other.name().toUpperCase(Locale.ROOT));
    if (!upper.equals(other)) {
      PrincipalName usual = name(upper, role);
      if (isBlocked(usual)) {
        throw blocked(other, usual);
      }
    }
  }

  private boolean isBlocked(PrincipalName name) throws StoreException {
    return store.find(name).filter(StoredCrossover::blocked).isPresent();
  }

  private PrincipalName name(Realm other, Role role) {
    return role == Role.CLIENT
        ? PrincipalName.crossover(other, ours)
        : PrincipalName.crossover(ours, other);
  }

  private static CrossingException blocked(Realm other, PrincipalName name) {
    return new CrossingException(
        FailureReason.BLOCKED, other + " is blocked by " + name + " (kxover unblock ends this)");
  }
}
