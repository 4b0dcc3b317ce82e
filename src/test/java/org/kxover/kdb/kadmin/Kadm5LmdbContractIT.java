package org.kxover.kdb.kadmin;

import java.nio.file.Path;

/** The contract with kxover-kadm5-local, under the address sanitizer, and a database in LMDB. */
class Kadm5LmdbContractIT extends Kadm5ContractIT {
  @Override
  TestKdb database(Path files) throws Exception {
    return TestKdb.inLmdb(files, "A.EXAMPLE");
  }
}
