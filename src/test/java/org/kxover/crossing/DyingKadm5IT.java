package org.kxover.crossing;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DyingKadmin;

/** kxover-kadm5-local dies at each step, as kadmin does in the other test; keys are derived. */
@Timeout(600)
class DyingKadm5IT extends DyingKadminIT {
  @Override
  String program() {
    return "kxover-kadm5-local";
  }

  /** A key is one change. */
  @Override
  int leastSteps() {
    return 4;
  }

  @Override
  DyingKadmin dying(Path files) throws Exception {
    return DyingKadmin.ofProgram(files);
  }

  @Override
  CrossoverStore store(Realm realm, TestKdb kdb, DyingKadmin dying, InstantSource clock) {
    return new Kadm5Store(realm, kdb.kadm5(dying), clock);
  }
}
