package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kdb.StoreException.Reason;

class DatabaseWritesTest {
  private static final long HOUR = TimeUnit.HOURS.toSeconds(1);

  private final AtomicLong nanos = new AtomicLong();
  private final DatabaseWrites writes = new DatabaseWrites(nanos::get);

  @Test
  void aChangeCountsForAnHour() {
    assertEquals(Optional.empty(), writes.lastSucceeded());
    assertTrue(writes.isToBeTried(HOUR));
    writes.succeeded();
    assertEquals(Optional.of(true), writes.lastSucceeded());
    assertFalse(writes.isToBeTried(HOUR));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(HOUR));
    assertTrue(writes.isToBeTried(HOUR));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void onlyAFailureOfTheDatabaseCounts(Reason reason) {
    writes.succeeded();
    writes.failed(reason);
    boolean broken = reason == Reason.FAILED || reason == Reason.UNCERTAIN;
    assertEquals(Optional.of(!broken), writes.lastSucceeded());
    assertEquals(broken, writes.isToBeTried(HOUR));
  }
}
