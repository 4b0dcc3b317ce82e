package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.derived;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.lab.EndlessLoad;
import org.kxover.lab.Patience;

/**
 * These faults with a database in LMDB, where a load stops writers, and readers see it as before.
 */
@Timeout(300)
class Kadm5LmdbFaultsIT extends Kadm5FaultsIT {
  @Override
  TestKdb kdb() throws Exception {
    return TestKdb.inLmdb(folder.resolve("a"), "A.EXAMPLE");
  }

  /** LMDB has no lock around the program's look at the principal and its write. */
  @Test
  void aKeyByHandThatALoadBringsIsNotOverwritten() throws Exception {
    TestKdb kdb = kdb();
    kdb.kadmin("addprinc -clearpolicy -pw secret " + A_TO_B);
    List<String> byHand = kdb.keys(A_TO_B);
    String dump = kdb.dump();
    kdb.kadmin("delprinc -force " + A_TO_B);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try (Kadm5Store store = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      assertEquals(Optional.empty(), store.find(A_TO_B));
      try (EndlessLoad load = kdb.load(dump)) {
        Future<?> written =
            writer.submit(
                () -> {
                  store.write(derived(A_TO_B, Role.CLIENT, 1, 1));
                  return null;
                });
        load.awaitWaiting(child());
        load.finish();
        ExecutionException e =
            assertThrows(
                ExecutionException.class,
                () -> written.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(StoreException.class, e.getCause(), e.toString());
      }
    } finally {
      writer.shutdownNow();
    }
    assertEquals(byHand, kdb.keys(A_TO_B));
  }
}
