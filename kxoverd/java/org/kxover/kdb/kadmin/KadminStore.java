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
   * The store of a daemon that is the only one to write keys to this KDB. Does not start kadmin:
   * the first listing or the first request does.
   *
   * @param realm whose KDB it is
   */
  public KadminStore(Realm realm, KadminSettings settings, InstantSource clock) {
    this(realm, settings, clock, StoreListener.none(), new StoreLocks(), Optional.empty());
  }

  /**
   * A store with a listener.
   *
   * @param listener receives the removal of expired keys and the state of kadmin
   * @param locks shared with every other store of the same KDB in this process
   * @param shared for claim tokens, if other daemons write keys to this KDB too; else empty
   */
  public KadminStore(
      Realm realm,
      KadminSettings settings,
      InstantSource clock,
      StoreListener listener,
      StoreLocks locks,
      Optional<? extends RandomGenerator> shared) {
    super(
        realm,
        new KadminPrincipals(realm, settings, listener),
        new Limits(settings.commandTimeout(), settings.maxQueued()),
        clock,
        listener,
        locks,
        shared);
  }
}
