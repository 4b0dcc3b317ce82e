package org.kxover.kdb.kadmin;

import java.nio.file.Path;

/** The contract with a real kadmin.local and a database in LMDB. */
class KadminLmdbContractIT extends KadminContractIT {
  @Override
  TestKdb database(Path files) throws Exception {
    return TestKdb.inLmdb(files, "A.EXAMPLE");
  }
}
