package org.kxover.crossing;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.kxover.kdb.kadmin.TestKdb;

/** kxover-kadm5-local dies at each step of changes to databases in LMDB. */
@Timeout(600)
@DisabledIfSystemProperty(
    named = "kxover.tests",
    matches = "short",
    disabledReason = "make test-all runs it")
class DyingKadm5LmdbIT extends DyingKadm5IT {
  @Override
  String program() {
    return "kxover-kadm5-local on LMDB";
  }

  @Override
  TestKdb database(Path files, String realm) throws Exception {
    return TestKdb.inLmdb(files, realm);
  }
}
