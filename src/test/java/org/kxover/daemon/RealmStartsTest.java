package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few realms begin at once, and none holds up the others for long. */
@Timeout(60)
class RealmStartsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** A realm whose first work takes until the test ends it. */
  private static final class Realm implements RealmStarts.Startable {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void start() {
      started.countDown();
    }

    @Override
    public void awaitBegun(Duration limit) throws InterruptedException {
      // The outcome does not matter to the caller.
      boolean unused = begun.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isStarted() {
      return started.getCount() == 0;
    }

    void awaitStart() throws InterruptedException {
      assertTrue(started.await(LONG.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private static List<Realm> realms(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Realm()).toList();
  }

  @Test
  void theNextRealmStartsWhenOneHasBegun() throws Exception {
    List<Realm> realms = realms(5);
    new RealmStarts(realms, LONG).begin();
    for (int next = RealmStarts.AT_ONCE; next < realms.size(); next++) {
      realms.get(next - 1).awaitStart();
      assertFalse(realms.get(next).isStarted(), next + " started beside the two before");
      realms.get(next - RealmStarts.AT_ONCE).begun.countDown();
      realms.get(next).awaitStart();
    }
  }

  @Test
  void aRealmThatHangsHoldsUpTheNextForATimeOnly() throws Exception {
    List<Realm> realms = realms(4);
    new RealmStarts(realms, Duration.ofMillis(10)).begin();
    for (Realm one : realms) {
      one.awaitStart();
    }
  }

  @Test
  void aRealmThatFailsDoesNotEndTheStartOfTheOthers() throws Exception {
    RealmStarts.Startable failing =
        new RealmStarts.Startable() {
          @Override
          public void start() {
            throw new IllegalStateException("played");
          }

          @Override
          public void awaitBegun(Duration limit) {}
        };
    Realm last = new Realm();
    new RealmStarts(List.of(failing, failing, failing, last), LONG).begin();
    last.awaitStart();
    assertEquals(0, last.started.getCount());
  }
}
