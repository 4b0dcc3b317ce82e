package org.kxover.kdb.kadmin;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.principal.PrincipalStore;
import org.kxover.kerberos.Realm;

/**
 * The crossover keys of one realm in its KDB, through one long-lived {@code kadmin.local} or {@code
 * kadmin}.
 */
public final class KadminStore extends PrincipalStore {

  /**
   * The store of a daemon that is the only one to write keys into this KDB. It starts nothing yet:
   * kadmin is started by the first listing, or when it is first needed.
   *
   * @param realm whose KDB it is
   */
  public KadminStore(Realm realm, KadminSettings settings, InstantSource clock) {
    this(realm, settings, clock, StoreListener.none(), new StoreLocks(), Optional.empty());
  }

  /**
   * The same, with somebody to tell of keys that end and of kadmin's coming and going.
   *
   * @param turns shared with every other store of the same KDB in this process
   * @param shared present where other daemons write keys into this KDB too
   */
  public KadminStore(
      Realm realm,
      KadminSettings settings,
      InstantSource clock,
      StoreListener watch,
      StoreLocks turns,
      Optional<? extends RandomGenerator> shared) {
    super(
        realm,
        new KadminPrincipals(realm, settings, watch),
        new Limits(settings.commandTimeout(), settings.maxQueued()),
        clock,
        watch,
        turns,
        shared);
  }
}
