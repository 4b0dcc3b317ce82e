package org.kxover.kdb.kadm5;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.principal.PrincipalStore;
import org.kxover.kerberos.Realm;

/**
 * The crossover keys of one realm in its KDB, through one long-lived {@code kxover-kadm5-local}.
 * The library keeps the master key in globals of the process, so each realm has a process.
 */
public final class Kadm5Store extends PrincipalStore {

  /**
   * The store of a daemon that is the only one to write keys to this KDB. Does not start the
   * program: the first listing or the first request does.
   *
   * @param realm whose KDB it is
   * @param settings with the program in place of kadmin
   */
  public Kadm5Store(Realm realm, KadminSettings settings, InstantSource clock) {
    this(realm, settings, clock, StoreListener.none(), new StoreLocks(), Optional.empty());
  }

  /**
   * A store with a listener.
   *
   * @param listener receives the removal of expired keys and the state of the program
   * @param locks shared with every other store of the same KDB in this process
   * @param shared for claim tokens, if other daemons write keys to this KDB too; else empty
   */
  public Kadm5Store(
      Realm realm,
      KadminSettings settings,
      InstantSource clock,
      StoreListener listener,
      StoreLocks locks,
      Optional<? extends RandomGenerator> shared) {
    super(
        realm,
        new Kadm5Principals(realm, settings, listener),
        new Limits(settings.commandTimeout(), settings.maxQueued()),
        clock,
        listener,
        locks,
        shared);
  }
}
