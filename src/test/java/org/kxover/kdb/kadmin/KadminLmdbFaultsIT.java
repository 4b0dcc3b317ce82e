package org.kxover.kdb.kadmin;

import org.junit.jupiter.api.Timeout;

/** These faults with a database in LMDB. */
@Timeout(300)
class KadminLmdbFaultsIT extends KadminFaultsIT {
  @Override
  TestKdb kdb() throws Exception {
    return TestKdb.inLmdb(folder.resolve("a"), "A.EXAMPLE");
  }

  /** A program that has the file in its memory is killed, and the next one cannot open it. */
  @Override
  String unreadable() {
    return "try the configured kadmin command";
  }
}
