package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.LabCommand;

/** An LMDB database that is as large as its mapsize allows. */
@Timeout(120)
class LmdbMapIT {
  /** More than a megabyte of them. */
  private static final int PRINCIPALS = 300;

  private static final int MOST_WRITES = 50;

  @TempDir Path folder;
  private TestKdb kdb;

  @BeforeEach
  void fill() throws Exception {
    kdb = TestKdb.inLmdb(folder.resolve("a"), "A.EXAMPLE");
    kdb.mapsize(1);
    String large = "x".repeat(3_000);
    String said =
        new LabCommand(kdb.folder, "kadmin.local", "-r", "A.EXAMPLE")
            .env(kdb.environment())
            .input(
                IntStream.range(0, PRINCIPALS)
                    .mapToObj(
                        i -> "addprinc -nokey x%1$d\nsetstr x%1$d s %2$s\n".formatted(i, large))
                    .collect(Collectors.joining()))
            .runToAnyEnd()
            .text();
    assertTrue(said.contains("MDB_MAP_FULL"), said);
  }

  @Test
  void kadminSaysWhatToDo() throws Exception {
    try (KadminStore store = new KadminStore(A, kdb.settings(), CLOCK)) {
      assertFullAndThenNot(store);
    }
  }

  @Test
  void kadm5SaysWhatToDo() throws Exception {
    try (Kadm5Store store = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      assertFullAndThenNot(store);
    }
  }

  /** The last pages may still take some. */
  private void assertFullAndThenNot(CrossoverStore store) throws Exception {
    PrincipalName refused = null;
    for (int i = 0; refused == null; i++) {
      PrincipalName name = PrincipalName.crossover(new Realm("B" + i + ".EXAMPLE"), A);
      try {
        store.write(key(name, Role.CLIENT, 1));
        if (i == MOST_WRITES) {
          fail("the database is not full");
        }
      } catch (StoreException e) {
        assertEquals(Reason.FAILED, e.reason(), e.getMessage());
        assertTrue(e.getMessage().contains("MDB_MAP_FULL"), e.getMessage());
        assertTrue(e.getMessage().contains("raise mapsize"), e.getMessage());
        refused = name;
      }
    }
    kdb.mapsize(2);
    store.write(key(refused, Role.CLIENT, 1));
    assertEquals(1, store.find(refused).orElseThrow().highestKvno());
  }
}
