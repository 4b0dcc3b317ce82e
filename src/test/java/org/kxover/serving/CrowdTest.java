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

/** Peers that wait for their turn at B.EXAMPLE's database. */
@Timeout(120)
class CrowdTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private MemoryStore store;

  /** A store whose reads wait until the test releases them. */
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

  private static void askAndGiveUp(TwoRealms world) throws Exception {
    try (TlsSession session = world.connect()) {
      assertThrows(TimeLimitException.class, () -> world.exchange(session, TwoRealms.B));
    }
  }

  @Test
  void nothingIsWrittenForAPeerThatHasGoneMeanwhile() throws Exception {
    try (TwoRealms world =
        new TwoRealms(
            folder,
            TIMEOUT,
            Map.of(),
            null,
            clock -> {
              store = new MemoryStore(clock);
              return slowStore();
            })) {
      askAndGiveUp(world);
      assertTrue(begun.await(1, TimeUnit.MINUTES));
      askAndGiveUp(world);
      // The timeout of B began a little later than that of A. Wait until B has timed out too.
      TimeUnit.MILLISECONDS.sleep(TIMEOUT.toMillis());
      held.countDown();
      while (world.listener.counts().open() > 0) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      assertEquals(
          1, store.writes().size(), "only the first request, which was already at the database");
    }
  }
}
