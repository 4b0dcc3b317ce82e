package org.kxover.kdb.kadmin;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.DerivedKeysContract;
import org.kxover.kerberos.PrincipalName;

/** The whole contract with an MIT KDB, whichever program of ours or of MIT changes it. */
abstract class RealDatabaseContract extends DerivedKeysContract {
  @TempDir Path folder;
  private TestKdb kdb;

  @Override
  protected CrossoverStore open(InstantSource clock) throws Exception {
    if (kdb == null) {
      kdb = database(folder.resolve("a"));
    }
    return store(kdb, clock);
  }

  /** A database of A.EXAMPLE. Another test has another library. */
  TestKdb database(Path files) throws Exception {
    return new TestKdb(files, "A.EXAMPLE");
  }

  @Override
  protected boolean sees() {
    return true;
  }

  /** The store under test. */
  protected abstract CrossoverStore store(TestKdb database, InstantSource clock) throws Exception;

  @AfterEach
  void closeTheKdb() throws Exception {
    kdb.close();
  }

  @Override
  protected void keyByHand(PrincipalName name) throws Exception {
    kdb.kadmin("addprinc -clearpolicy -pw secret " + name);
  }

  @Override
  protected void closeByHand(PrincipalName name) throws Exception {
    kdb.kadmin("modprinc -allow_tix " + name);
  }

  @Override
  protected void block(PrincipalName name) throws Exception {
    kdb.kadmin("setstr " + name + " kxover.blocked 20261124120000Z");
    closeByHand(name);
  }

  @Override
  protected void leaveHalfMade(PrincipalName name) throws Exception {
    kdb.kadmin(
        "addprinc -kvno 40 -expire \"1970-01-02 03:04:05 UTC\" -allow_tix -clearpolicy -pw x "
            + name);
  }

  @Override
  protected void breakReading() throws Exception {
    kdb.destroy();
  }

  @Override
  protected String everything() throws Exception {
    return kdb.dump();
  }
}
