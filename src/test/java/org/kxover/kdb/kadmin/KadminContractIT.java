package org.kxover.kdb.kadmin;

import static org.kxover.kdb.TestKeys.A;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.DerivedKeysContract;
import org.kxover.kerberos.PrincipalName;

/** The store with a real kadmin.local and an MIT KDB. */
class KadminContractIT extends DerivedKeysContract {
  @TempDir Path folder;
  private TestKdb kdb;

  @Override
  protected CrossoverStore open(InstantSource clock) throws Exception {
    if (kdb == null) {
      kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    }
    KadminSettings usual = kdb.settings();
    return new KadminStore(
        A,
        new KadminSettings(
            usual.command(),
            usual.environment(),
            usual.commandTimeout(),
            usual.maxQueued(),
            usual.session(),
            usual.leastFree(),
            Optional.of(new KeyFolder(folder.resolve("keys")))),
        clock);
  }

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
  protected void leaveHalfMade(PrincipalName name) throws Exception {
    kdb.kadmin(
        "addprinc -kvno 40 -expire \"1970-01-02 03:04:05 UTC\" -allow_tix -clearpolicy -pw x "
            + name);
  }

  @Override
  protected void breakReading() throws Exception {
    Files.delete(kdb.folder.resolve("principal"));
  }

  @Override
  protected String everything() throws Exception {
    return kdb.dump();
  }
}
