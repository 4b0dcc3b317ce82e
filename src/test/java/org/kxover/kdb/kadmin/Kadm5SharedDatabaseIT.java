package org.kxover.kdb.kadmin;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.LabRealm;

/** These KDCs, where kxover-kadm5-local changes the directories. */
@Timeout(600)
class Kadm5SharedDatabaseIT extends SharedDatabaseIT {
  @Override
  void attach(List<LabRealm> sites) throws Exception {
    for (LabRealm site : sites) {
      site.kdc().attachKadm5();
    }
  }
}
