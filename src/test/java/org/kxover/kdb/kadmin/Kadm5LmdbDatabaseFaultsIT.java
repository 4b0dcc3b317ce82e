package org.kxover.kdb.kadmin;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;

/** These faults, where kxover-kadm5-local changes databases in LMDB. */
@Timeout(300)
@DisabledIfSystemProperty(
    named = "kxover.tests",
    matches = "short",
    disabledReason = "make test-all runs it")
class Kadm5LmdbDatabaseFaultsIT extends Kadm5DatabaseFaultsIT {
  @Override
  Lab lab() throws IOException {
    return new Lab(KdcPrograms.withLmdb()).inLmdb();
  }
}
