package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.tls.TimeLimitException;
import org.kxover.tls.TlsSession;

/** Peers that wait for each other at B.EXAMPLE's database. */
@Timeout(120)
class CrowdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private MemoryStore store;

  /** Whose first reader waits. */
  private CrossoverStore slowStore() {
    return (CrossoverStore)
        Proxy.newProxyInstance(
            CrowdTest.class.getClassLoader(),
            new Class<?>[] {CrossoverStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("find")) {
                begun.countDown();
                held.await();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void givesUp(TwoRealms world) throws Exception {
    try (TlsSession session = world.connect()) {
      assertThrows(TimeLimitException.class, () -> world.exchange(session, TwoRealms.B));
    }
  }

  @Test
  void nothingIsWrittenForAPeerThatHasGoneMeanwhile() throws Exception {
    try (TwoRealms world =
        new TwoRealms(
            folder,
            PATIENCE,
            Map.of(),
            Map.of(),
            null,
            clock -> {
              store = new MemoryStore(clock);
              return slowStore();
            })) {
      givesUp(world);
      assertTrue(begun.await(1, TimeUnit.MINUTES));
      givesUp(world);
      // B began to count later than A, by less than A has waited: what is waited for is the time.
      TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
      held.countDown();
      while (world.listener.counts().open() > 0) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      assertEquals(1, store.writes().size(), "of the first, which was in work already");
    }
  }
}
