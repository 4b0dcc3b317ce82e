package org.kxover.kdb.kadmin;

import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/** In both realms: two KDCs on one machine with one database in LMDB. */
@Timeout(600)
class LmdbSharedDatabaseIT extends SharedDatabaseIT {
  @Override
  LabExtension newWorld() {
    return LabExtension.inLmdb();
  }

  @Override
  LabRealm realm(Lab lab, String name) throws Exception {
    return lab.realm(name);
  }
}
