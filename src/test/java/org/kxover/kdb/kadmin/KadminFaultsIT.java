package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.PASSWORD;
import static org.kxover.kdb.TestKeys.key;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.NewChildren;
import org.kxover.lab.Patience;
import org.slf4j.LoggerFactory;

/** The store with a real kadmin.local that is missing, is killed, or lacks its database. */
class KadminFaultsIT {
  @TempDir Path folder;

  private final NewChildren children = new NewChildren();

  /** Another test has another library. */
  TestKdb kdb() throws Exception {
    return new TestKdb(folder.resolve("a"), "A.EXAMPLE");
  }

  /** What the store says where kadmin cannot read a broken database. */
  String unreadable() {
    return "kadmin said \"get_principal: ";
  }

  @Test
  void killedBetweenRequestsIsStartedAgain() throws Exception {
    try (KadminStore store = new KadminStore(A, kdb().settings(), CLOCK)) {
      store.write(key(A_TO_B, Role.CLIENT, 1));
      ProcessHandle child = child();
      child.destroyForcibly();
      child.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      store.write(key(A_TO_B, Role.CLIENT, 2));
      assertEquals(2, store.find(A_TO_B).orElseThrow().highestKvno());
      assertFalse(child().equals(child));
    }
  }

  /** A KDC with one process cannot let kadmin log in while a request waits for kadmin. */
  @Test
  void oneThatEndsIsReplacedBeforeTheNextRequest() throws Exception {
    Semaphore ready = new Semaphore(0);
    StoreListener listener =
        new StoreListener() {
          @Override
          public void ended(PrincipalName crossover, int kvno) {}

          @Override
          public void ready() {
            ready.release();
          }

          @Override
          public void notReady(String why) {}
        };
    StoreLocks locks = new StoreLocks();
    try (KadminStore store =
        new KadminStore(A, kdb().settings(), CLOCK, listener, locks, Optional.empty())) {
      store.find(A_TO_B);
      assertTrue(ready.tryAcquire(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      child().destroyForcibly();
      assertTrue(ready.tryAcquire(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "not replaced");
      assertEquals(Optional.empty(), store.find(A_TO_B));
    }
    assertEquals(0, ready.availablePermits(), "one that is closed is replaced, too");
  }

  @Test
  void closeEndsTheChild() throws Exception {
    KadminStore store = new KadminStore(A, kdb().settings(), CLOCK);
    store.find(A_TO_B);
    ProcessHandle child = child();
    store.close();
    child.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
    assertTrue(e.getMessage().contains("closed"), e.getMessage());
  }

  /** All writers share one child, and their requests do not mix. */
  @Test
  void manyWritersTakeTurns() throws Exception {
    TestKdb kdb = kdb();
    Set<Long> pids = ConcurrentHashMap.newKeySet();
    List<PrincipalName> names =
        IntStream.range(0, 8)
            .mapToObj(i -> PrincipalName.crossover(new Realm("B" + i + ".EXAMPLE"), A))
            .toList();
    ExecutorService writers = Executors.newFixedThreadPool(names.size());
    try (KadminStore store = new KadminStore(A, kdb.settings(), CLOCK)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (PrincipalName name : names) {
        work.add(
            () -> {
              for (int kvno = 1; kvno <= 5; kvno++) {
                store.write(key(name, Role.CLIENT, kvno));
                pids.add(child().pid());
              }
              return null;
            });
      }
      for (Future<Void> written : writers.invokeAll(work, 120, TimeUnit.SECONDS)) {
        written.get();
      }
      for (PrincipalName name : names) {
        assertEquals(Set.of(5), store.find(name).orElseThrow().keys().keySet());
      }
      assertEquals(1, pids.size(), "kadmin.local was started once");
    } finally {
      writers.shutdownNow();
    }
  }

  private ProcessHandle child() {
    return children.of("kadmin.local");
  }

  @Test
  void kadminMissing() {
    KadminSettings settings =
        new KadminSettings(
            List.of(folder.resolve("no-kadmin").toString()), Map.of(), Duration.ofSeconds(30), 0);
    assertFails(settings, "cannot start", "No such file");
  }

  @Test
  void kdbMissing() throws Exception {
    TestKdb kdb = kdb();
    try (var files = Files.newDirectoryStream(kdb.folder, "principal*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    assertFails(kdb.settings(), "it ended with status 1", kdb.isMissing());
  }

  private static void assertFails(KadminSettings settings, String... words) {
    try (KadminStore store = new KadminStore(A, settings, CLOCK)) {
      for (StoreException e :
          List.of(
              assertThrows(StoreException.class, () -> store.find(A_TO_B)),
              assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 1))))) {
        assertEquals(StoreException.Reason.FAILED, e.reason());
        assertTrue(e.getMessage().contains("try the configured kadmin command"), e.getMessage());
        for (String word : words) {
          assertTrue(e.getMessage().contains(word), e.getMessage());
        }
      }
    }
  }

  @Test
  void anErrorOfKadminIsReported() throws Exception {
    TestKdb kdb = kdb();
    try (KadminStore store = new KadminStore(A, kdb.settings(), CLOCK)) {
      assertEquals(Optional.empty(), store.find(A_TO_B));
      kdb.destroy();
      StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
      assertEquals(StoreException.Reason.FAILED, e.reason());
      assertTrue(e.getMessage().contains(unreadable()), e.getMessage());
    }
  }

  /** Inspects every child process and every log line while keys are written. */
  @Test
  void passwordIsInNoCommandLineEnvironmentLogOrException() throws Exception {
    TestKdb kdb = kdb();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Level level = root.getLevel();
    root.setLevel(Level.TRACE);
    log.start();
    root.addAppender(log);
    AtomicBoolean stop = new AtomicBoolean();
    Set<String> seen = new HashSet<>();
    Thread watcher = new Thread(() -> watch(stop, seen));
    watcher.start();
    try (KadminStore store = new KadminStore(A, kdb.settings(), CLOCK)) {
      for (int kvno = 1; kvno <= 50; kvno++) {
        CrossoverKey key = key(A_TO_B, Role.CLIENT, kvno);
        store.write(key);
        assertFalse(key.toString().contains(PASSWORD));
      }
      kdb.kadmin("modprinc -allow_tix " + A_TO_B);
      StoreException e =
          assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 51)));
      assertFalse(e.toString().contains(PASSWORD));
    } finally {
      stop.set(true);
      watcher.join(10_000);
      root.detachAppender(log);
      root.setLevel(level);
    }
    assertTrue(seen.stream().anyMatch(s -> s.contains("kadmin.local")), "no child was seen");
    assertFalse(seen.stream().anyMatch(s -> s.contains(PASSWORD)));
    assertFalse(log.list.stream().anyMatch(event -> event.toString().contains(PASSWORD)));
  }

  private static void watch(AtomicBoolean stop, Set<String> seen) {
    while (!stop.get()) {
      ProcessHandle.current().descendants().forEach(process -> look(process, seen));
    }
  }

  private static void look(ProcessHandle process, Set<String> seen) {
    for (String file : List.of("cmdline", "environ")) {
      try {
        seen.add(
            new String(
                Files.readAllBytes(Path.of("/proc/" + process.pid() + "/" + file)),
                StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // It ended meanwhile.
      }
    }
  }
}
