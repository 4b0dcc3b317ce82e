package org.kxover.kdb.kadmin;

import static org.kxover.kdb.TestKeys.A;

import java.time.InstantSource;
import java.util.Optional;
import org.kxover.kdb.CrossoverStore;

/** The store with a real kadmin.local. */
class KadminContractIT extends RealDatabaseContract {
  @Override
  protected CrossoverStore store(TestKdb database, InstantSource clock) {
    KadminSettings usual = database.settings();
    return new KadminStore(
        A,
        new KadminSettings(
            usual.command(),
            usual.environment(),
            usual.commandTimeout(),
            usual.maxQueued(),
            usual.session(),
            usual.leastFree(),
            Optional.of(new KeyFolder(folder.resolve("keys")))),
        clock);
  }
}
