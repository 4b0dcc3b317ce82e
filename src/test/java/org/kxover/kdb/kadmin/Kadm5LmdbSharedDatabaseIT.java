package org.kxover.kdb.kadmin;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.LabRealm;

/** These KDCs, where kxover-kadm5-local changes the databases. */
@Timeout(600)
class Kadm5LmdbSharedDatabaseIT extends LmdbSharedDatabaseIT {
  @Override
  void attach(List<LabRealm> sites) throws Exception {
    for (LabRealm site : sites) {
      site.kdc().attachKadm5();
    }
  }
}
