package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.AES_SHA1;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.PASSWORD;
import static org.kxover.kdb.TestKeys.key;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA256_128;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionType;
import org.kxover.lab.NewChildren;

/** The store over a kadmin that misbehaves. */
class KadminStoreTest {
  @TempDir Path folder;

  private static KadminStore store(Duration timeout, Map<String, String> environment) {
    return new KadminStore(A, FakeKadmin.settings(timeout, 0, environment), CLOCK);
  }

  private static KadminStore store(Map<String, String> environment) {
    return store(Duration.ofSeconds(30), environment);
  }

  @Test
  void readIsAskedAgainOfANewChild() throws Exception {
    Path mark = folder.resolve("died");
    try (KadminStore store = store(Map.of("FAKE_DIE_ONCE", mark.toString()))) {
      assertEquals(Optional.empty(), store.find(A_TO_B));
      assertTrue(Files.exists(mark));
    }
  }

  @Test
  void changeIsNotRepeated() throws Exception {
    Path log = folder.resolve("log");
    try (KadminStore store = store(Map.of("FAKE_ADD", "die", "FAKE_LOG", log.toString()))) {
      StoreException e = assertThrows(StoreException.class, () -> write(store));
      assertEquals(Reason.UNCERTAIN, e.reason(), e.getMessage());
      assertTrue(e.getMessage().startsWith("adding " + A_TO_B + ": kadmin failed: it ended"));
      assertTrue(e.getMessage().endsWith("check with kadmin's getprinc"), e.getMessage());
      assertFalse(trace(e).contains(PASSWORD));
    }
    List<String> adds =
        Files.readAllLines(log).stream().filter(l -> l.startsWith("add_principal")).toList();
    assertEquals(1, adds.size(), adds.toString());
  }

  @Test
  void otherConfirmationIsNoConfirmation() {
    try (KadminStore store = store(Map.of("FAKE_ADD", " Not really."))) {
      StoreException e = assertThrows(StoreException.class, () -> write(store));
      assertEquals(Reason.UNCERTAIN, e.reason());
      assertTrue(e.getMessage().contains("created. Not really."), e.getMessage());
    }
  }

  @Test
  void typesThatKadminDoesNotKnowAreLeftOut() throws Exception {
    String unknown = AES128_CTS_HMAC_SHA256_128 + " " + AES256_CTS_HMAC_SHA384_192;
    List<EncryptionType> all = List.of(EncryptionType.values());
    for (String end : List.of("", "1")) {
      try (KadminStore store = store(Map.of("FAKE_UNKNOWN", unknown, "FAKE_RETURN", end))) {
        assertEquals(all, store.possible(all), "before kadmin was asked");
        store.find(A_TO_B);
        assertEquals(AES_SHA1, store.possible(all));
      }
    }
    try (KadminStore store = store(Map.of())) {
      store.find(A_TO_B);
      assertEquals(all, store.possible(all));
    }
  }

  @Test
  void anErrorOfKadminIsReported() {
    // The fake kadmin does not know set_string: it prints a usage message.
    try (KadminStore store = store(Map.of())) {
      StoreException e = assertThrows(StoreException.class, () -> write(store));
      assertEquals(Reason.FAILED, e.reason());
      assertTrue(e.getMessage().startsWith("setting kxover of " + A_TO_B), e.getMessage());
      assertTrue(e.getMessage().contains("usage: set_string"), e.getMessage());
    }
  }

  @Test
  void aCallBeyondTheQueueIsBusy() throws Exception {
    Path log = folder.resolve("log");
    try (KadminStore store =
        store(Duration.ofSeconds(3), Map.of("FAKE_HANG", "1", "FAKE_LOG", log.toString()))) {
      CompletableFuture<?> first =
          CompletableFuture.runAsync(
              () -> assertThrows(StoreException.class, () -> store.find(A_TO_B)));
      while (!Files.exists(log) || !Files.readString(log).contains("get_principal")) {
        assertFalse(first.isDone());
        Thread.onSpinWait();
      }
      StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
      assertEquals(Reason.BUSY, e.reason());
      finish(first);
    }
  }

  @Test
  void anInterruptedReadChangedNothing() throws Exception {
    Path log = folder.resolve("log");
    try (KadminStore store = store(Map.of("FAKE_HANG", "1", "FAKE_LOG", log.toString()))) {
      FutureTask<StoreException> failure =
          new FutureTask<>(() -> assertThrows(StoreException.class, () -> store.find(A_TO_B)));
      Thread caller = new Thread(failure);
      caller.start();
      while (!Files.exists(log) || !Files.readString(log).contains("get_principal")) {
        assertFalse(failure.isDone());
        Thread.onSpinWait();
      }
      caller.interrupt();
      StoreException e = failure.get(30, TimeUnit.SECONDS);
      assertEquals(Reason.BUSY, e.reason());
      assertTrue(e.getMessage().contains("interrupted"), e.getMessage());
    }
  }

  /** More than memory held before: 16 MB of names. */
  @Test
  void aListingIsAStream() throws Exception {
    int count = 600_000;
    try (KadminStore store = store(Map.of("FAKE_LIST", Integer.toString(count)));
        CrossoverNames names = store.names()) {
      for (int i = 1; i <= count; i++) {
        String number = String.valueOf(1_000_000 + i).substring(1);
        assertEquals(
            "krbtgt/P" + number + ".EXAMPLE@A.EXAMPLE", names.next().orElseThrow().toString());
      }
      assertEquals(Optional.empty(), names.next());
    }
  }

  @Test
  void aListingCanBeLeft() throws Exception {
    try (KadminStore store = store(Map.of("FAKE_LIST", "100000"))) {
      NewChildren children = new NewChildren();
      CrossoverNames names = store.names();
      assertTrue(names.next().isPresent());
      List<ProcessHandle> lister = children.running();
      names.close();
      // The other is the kadmin for requests, which goes on.
      finish(
          CompletableFuture.anyOf(
              lister.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)));
    }
  }

  /** Otherwise each call would block a KDC with one process, which kadmin needs for its login. */
  @Test
  void aHangingLoginDelaysOnlyTheFirstCall() {
    try (KadminStore store = store(Map.of("FAKE_START", "hang"))) {
      for (int i = 0; i < 10; i++) {
        StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
        assertEquals(Reason.FAILED, e.reason());
        assertTrue(e.getMessage().contains("it is not logged in yet"), e.getMessage());
      }
    }
  }

  private static void finish(CompletableFuture<?> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.get(30, TimeUnit.SECONDS);
  }

  private static void write(KadminStore store) throws StoreException {
    store.write(key(A_TO_B, Role.CLIENT, 1));
  }

  private static String trace(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}
