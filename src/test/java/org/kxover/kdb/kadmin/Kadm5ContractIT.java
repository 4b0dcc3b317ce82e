package org.kxover.kdb.kadmin;

import static org.kxover.kdb.TestKeys.A;

import java.time.InstantSource;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadm5.Kadm5Store;

/** The store with kxover-kadm5-local, under the address sanitizer. */
class Kadm5ContractIT extends RealDatabaseContract {
  @Override
  protected CrossoverStore store(TestKdb database, InstantSource clock) {
    return new Kadm5Store(A, database.kadm5(), clock);
  }

  @Override
  protected boolean timesItsChanges() {
    return true;
  }
}
