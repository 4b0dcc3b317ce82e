package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.derived;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.NewChildren;
import org.kxover.lab.Patience;

/** The store with a program that is missing, killed, slow or mad, or lacks its database. */
@Timeout(300)
class Kadm5FaultsIT {
  @TempDir Path folder;
  private final NewChildren children = new NewChildren();

  /** Another test has another library. */
  TestKdb kdb() throws Exception {
    return new TestKdb(folder.resolve("a"), "A.EXAMPLE");
  }

  ProcessHandle child() {
    return children.of("kxover-kadm5-local.sanitized");
  }

  private static KadminSettings with(TestKdb kdb, List<String> command, Duration timeout) {
    return new KadminSettings(command, kdb.kadm5().environment(), timeout, 8);
  }

  private static StoreException assertFails(Reason reason, Kadm5Store store, String... words) {
    StoreException e =
        assertThrows(
            StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 1), Optional.empty()));
    assertEquals(reason, e.reason(), e.getMessage());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
    return e;
  }

  @Test
  void killedBetweenRequestsIsStartedAgain() throws Exception {
    try (Kadm5Store store = new Kadm5Store(A, kdb().kadm5(), CLOCK)) {
      store.write(derived(A_TO_B, Role.CLIENT, 1, 1));
      ProcessHandle child = child();
      child.destroyForcibly();
      child.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      store.write(derived(A_TO_B, Role.CLIENT, 2, 2));
      assertEquals(2, store.find(A_TO_B).orElseThrow().highestKvno());
      assertNotEquals(child, child());
    }
  }

  @Test
  void closeEndsTheChild() throws Exception {
    Kadm5Store store = new Kadm5Store(A, kdb().kadm5(), CLOCK);
    store.find(A_TO_B);
    ProcessHandle child = child();
    store.close();
    child.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** All writers share one child, and their requests do not mix. */
  @Test
  void manyWritersTakeTurns() throws Exception {
    List<PrincipalName> names =
        IntStream.range(0, 8)
            .mapToObj(i -> PrincipalName.crossover(new Realm("B" + i + ".EXAMPLE"), A))
            .toList();
    ExecutorService writers = Executors.newFixedThreadPool(names.size());
    try (Kadm5Store store = new Kadm5Store(A, kdb().kadm5(), CLOCK)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (PrincipalName name : names) {
        work.add(
            () -> {
              for (int kvno = 1; kvno <= 3; kvno++) {
                store.write(derived(name, Role.CLIENT, kvno, kvno));
              }
              return null;
            });
      }
      for (Future<Void> written : writers.invokeAll(work, 120, TimeUnit.SECONDS)) {
        written.get();
      }
      for (PrincipalName name : names) {
        assertEquals(Set.of(3), store.find(name).orElseThrow().keys().keySet());
      }
      assertEquals(Set.copyOf(names), Set.copyOf(store.list()));
    } finally {
      writers.shutdownNow();
    }
  }

  @Test
  void theProgramIsMissing() throws Exception {
    List<String> command = List.of(folder.resolve("nothing").toString());
    try (Kadm5Store store = new Kadm5Store(A, with(kdb(), command, Patience.LIMIT), CLOCK)) {
      assertFails(Reason.FAILED, store, "cannot start", "No such file", "the setting kadm5");
      assertThrows(StoreException.class, store::list);
    }
  }

  @Test
  void theProgramServesAnotherRealm() throws Exception {
    Realm other = new Realm("OTHER.EXAMPLE");
    try (Kadm5Store store = new Kadm5Store(other, kdb().kadm5(), CLOCK)) {
      StoreException e =
          assertThrows(StoreException.class, () -> store.find(PrincipalName.crossover(other, A)));
      assertEquals(Reason.FAILED, e.reason());
      assertTrue(e.getMessage().contains("serves another realm"), e.getMessage());
    }
  }

  @Test
  void theDatabaseIsGoneAndComesBack() throws Exception {
    TestKdb kdb = kdb();
    List<String> said = new ArrayList<>();
    StoreListener listener =
        new StoreListener() {
          @Override
          public void ended(PrincipalName crossover, int kvno) {}

          @Override
          public void ready() {
            said.add("ready");
          }

          @Override
          public void notReady(String why) {
            said.add(why);
          }
        };
    Path database = kdb.file();
    Path elsewhere = Files.move(database, kdb.folder.resolve("elsewhere"));
    try (Kadm5Store store =
        new Kadm5Store(A, kdb.kadm5(), CLOCK, listener, new StoreLocks(), Optional.empty())) {
      assertFails(Reason.FAILED, store, kdb.isMissing(), "put the file back");
      assertFalse(store.await(Patience.LIMIT));
      Files.move(elsewhere, database);
      assertTrue(store.await(Patience.LIMIT));
      store.write(derived(A_TO_B, Role.CLIENT, 1, 1));
      assertEquals(2, said.size(), said.toString());
      assertTrue(said.get(0).contains(kdb.isMissing()), said.toString());
      assertEquals("ready", said.get(1));
    }
  }

  /** Locks as {@code kdb5_util load} does. */
  @Test
  void theDatabaseIsLocked() throws Exception {
    TestKdb kdb = kdb();
    KadminSettings settings = with(kdb, kdb.kadm5().command(), Duration.ofSeconds(3));
    try (Kadm5Store store = new Kadm5Store(A, settings, CLOCK)) {
      store.find(A_TO_B);
      try (AutoCloseable lock = kdb.lock()) {
        if (kdb.readersWait()) {
          StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
          assertTrue(e.getMessage().contains("no answer in time"), e.getMessage());
          assertTrue(e.getMessage().contains("kdb5_util"), e.getMessage());
        } else {
          assertEquals(Optional.empty(), store.find(A_TO_B));
        }
        // Where readers wait, the write is not sent.
        Reason reason = kdb.readersWait() ? Reason.FAILED : Reason.UNCERTAIN;
        assertFails(reason, store, "no answer in time", "kdb5_util");
      }
      store.write(derived(A_TO_B, Role.CLIENT, 1, 1));
    }
  }

  /** The next requests read and write the database that was loaded. */
  @Test
  void theDatabaseIsLoadedBesideIt() throws Exception {
    TestKdb kdb = kdb();
    try (Kadm5Store store = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      store.write(derived(A_TO_B, Role.CLIENT, 1, 1));
      kdb.dump();
      store.write(derived(A_TO_B, Role.CLIENT, 2, 2));
      kdb.run("kdb5_util", "-r", "A.EXAMPLE", "load", kdb.folder.resolve("dump").toString());
      assertEquals(1, store.find(A_TO_B).orElseThrow().highestKvno());
      store.write(derived(A_TO_B, Role.CLIENT, 2, 3));
      assertEquals(Set.of(2), kdb.entry(A_TO_B).kvnos());
    }
  }

  @Test
  void thereIsTooLittleSpace() throws Exception {
    KadminSettings usual = kdb().kadm5();
    KadminSettings settings =
        new KadminSettings(
            usual.command(),
            usual.environment(),
            usual.commandTimeout(),
            usual.maxQueued(),
            usual.session(),
            Long.MAX_VALUE,
            Optional.empty());
    try (Kadm5Store store = new Kadm5Store(A, settings, CLOCK)) {
      assertFails(Reason.FAILED, store, "the database's file system is full");
      assertEquals(Optional.empty(), store.find(A_TO_B));
    }
  }

  /** Each program greets as it should, and then sends this. */
  @ParameterizedTest
  @CsvSource({
    // Replies of no octet, and of more than a reply may have.
    "\\0\\0\\0\\0, UNCERTAIN, a reply of 0 octets",
    "\\177\\377\\377\\377, UNCERTAIN, a reply of 2147483647 octets",
    "\\377\\377\\377\\377, UNCERTAIN, a reply of 4294967295 octets",
    // An unknown status, and a reply that is longer or shorter than it should be. The reply behind
    // it
    // is for the request that overwrites the key.
    "\\0\\0\\0\\1\\11, UNCERTAIN, unknown status 9",
    "\\0\\0\\0\\2\\0\\0\\0\\0\\0\\1\\0, UNCERTAIN, longer than expected",
    "\\0\\0\\0\\3\\3\\0\\0\\0\\0\\0\\1\\0, UNCERTAIN, shorter than expected",
    // A reply that ends within.
    "\\0\\0\\0\\5\\0, UNCERTAIN, it ended",
    "x, UNCERTAIN, it ended",
    // kadm5's own code and message, with something that must not reach a log.
    "\\0\\0\\0\\13\\3\\2\\234\\45\\1\\0\\4a\\12\\33b\\0\\0\\0\\1\\0, FAILED, said \"a",
  })
  void nonsenseOnThePipe(String octets, Reason reason, String words) throws Exception {
    Path script = folder.resolve("mad");
    Files.writeString(
        script,
        "#!/bin/sh\n"
            + "printf '\\0\\0\\0\\17\\0\\2\\0\\11A.EXAMPLE\\0\\0'\n"
            // The greeting is four octets and one more; the next request is longer.
            + "dd bs=1 count=6 of=/dev/null 2>/dev/null\n"
            + "printf '"
            + octets
            + "'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    List<String> command = List.of(script.toString());
    try (Kadm5Store store = new Kadm5Store(A, with(kdb(), command, Patience.LIMIT), CLOCK)) {
      StoreException e = assertFails(reason, store, words);
      assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), e.getMessage());
    }
  }

  /** A program that says nothing at all, and one that greets and then says nothing. */
  @ParameterizedTest
  @CsvSource({"'', FAILED", "\\0\\0\\0\\17\\0\\2\\0\\11A.EXAMPLE\\0\\0, UNCERTAIN"})
  void aProgramThatHangsIsKilledInTime(String greeting, Reason reason) throws Exception {
    Path script = folder.resolve("slow");
    Files.writeString(script, "#!/bin/sh\nprintf '" + greeting + "'\nexec sleep 1000\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    KadminSettings settings = with(kdb(), List.of(script.toString()), Duration.ofSeconds(3));
    try (Kadm5Store store = new Kadm5Store(A, settings, CLOCK)) {
      assertFails(reason, store, "no answer in time");
      for (ProcessHandle killed : children.running()) {
        killed.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }
}
