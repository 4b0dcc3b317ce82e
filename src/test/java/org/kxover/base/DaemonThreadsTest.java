package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void threadsAreNamedAndDaemons() throws Exception {
    for (Thread thread :
        new Thread[] {
          DaemonThreads.of("work", done::incrementAndGet),
          DaemonThreads.named("work").newThread(done::incrementAndGet)
        }) {
      assertEquals("work", thread.getName());
      assertTrue(thread.isDaemon());
      assertEquals(Thread.State.NEW, thread.getState());
      thread.start();
      thread.join();
    }
    assertEquals(2, done.get());
  }
}
