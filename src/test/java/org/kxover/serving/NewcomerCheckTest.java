package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.PolicySettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.tls.TlsSession;

/** Requests at B.EXAMPLE, which accepts no new realm. */
@Timeout(120)
class NewcomerCheckTest {
  @TempDir Path folder;

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean known = true;
  private volatile boolean present = true;
  private MemoryStore store;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world =
        new TwoRealms(
            folder,
            Duration.ofSeconds(30),
            Map.of(TwoRealms.B, own -> own.with(PolicySettings.NEW_REALMS, 0)),
            null,
            clock -> {
              store = new MemoryStore(clock);
              return slowStore();
            });
    store.holding(world.stored(Role.SERVICE, 1, Duration.ofDays(3)));
  }

  @AfterEach
  void part() throws Exception {
    held.countDown();
    world.close();
  }

  /** Reads of a known crossover wait until the test releases them. */
  private CrossoverStore slowStore() {
    return (CrossoverStore)
        Proxy.newProxyInstance(
            NewcomerCheckTest.class.getClassLoader(),
            new Class<?>[] {CrossoverStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isKnown")) {
                return known;
              }
              if (method.getName().equals("find")) {
                if (!present) {
                  return Optional.empty();
                }
                if (known) {
                  reading.countDown();
                  held.await();
                }
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private int ask() throws Exception {
    try (TlsSession session = world.connect();
        var agreement = world.exchange(session, TwoRealms.B)) {
      return agreement.kvno();
    }
  }

  /** The request that is in work has the lock of the crossover and the turn at the database. */
  @Test
  void aNewRealmAboveTheLimitIsRefusedWithoutLockOrTurn() throws Exception {
    CompletableFuture<Integer> inWork =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ask();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertTrue(reading.await(1, TimeUnit.MINUTES));
    known = false;
    present = false;
    for (int i = 0; i < 3; i++) {
      PeerRefusedException e = assertThrows(PeerRefusedException.class, this::ask);
      assertTrue(e.getMessage().contains("refused by policy"), e.getMessage());
    }
    assertEquals(false, inWork.isDone());
    known = true;
    present = true;
    held.countDown();
    assertEquals(2, inWork.get(1, TimeUnit.MINUTES));
    assertEquals(List.of("krbtgt/B.EXAMPLE@A.EXAMPLE kvno 2 SERVICE"), store.writes());
  }

  /** As when another daemon of the realm has written the principal since the last listing. */
  @Test
  void aRealmThatTheDatabaseHasIsNotNew() throws Exception {
    known = false;
    assertEquals(2, ask());
    present = false;
    assertThrows(PeerRefusedException.class, this::ask);
  }
}
