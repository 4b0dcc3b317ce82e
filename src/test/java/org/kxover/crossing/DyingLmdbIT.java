package org.kxover.crossing;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.kxover.kdb.kadmin.TestKdb;

/** kadmin dies at each step of changes to databases in LMDB. */
@Timeout(600)
@DisabledIfSystemProperty(
    named = "kxover.tests",
    matches = "short",
    disabledReason = "make test-all runs it")
class DyingLmdbIT extends DyingKadminIT {
  @Override
  String program() {
    return "kadmin on LMDB";
  }

  @Override
  TestKdb database(Path files, String realm) throws Exception {
    return TestKdb.inLmdb(files, realm);
  }
}
