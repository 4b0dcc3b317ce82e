package org.kxover.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.soak.ResourceMonitor.Change;
import org.kxover.soak.ResourceMonitor.Figure;
import org.kxover.soak.Results.Outcome;

/** What a soak takes for a failure. */
class FailureCriteriaTest {
  private static boolean isFlat(Figure figure, long first, long last) {
    return new Change("kxoverd", Duration.ofMinutes(15), figure, first, last).isFlat();
  }

  @Test
  void onlyWhatFallsIntoATroubleIsExcused() {
    Outages calm = new Outages();
    Instant before = Instant.now();
    assertFalse(calm.wasBroken(before.minusSeconds(1), before));
    calm.breakIt();
    assertFalse(calm.isCalm());
    assertTrue(calm.wasBroken(before, Instant.now().plusSeconds(1)));
    calm.mend();
    assertTrue(calm.isCalm());
    Instant after = Instant.now();
    assertTrue(calm.wasBroken(before, after.plusSeconds(1)), "began before it, and ended after it");
    assertFalse(calm.wasBroken(after, after.plusSeconds(1)));
    assertFalse(calm.wasBroken(before.minusSeconds(1), before));
  }

  @Test
  void aTicketThatFailedIsAFailureAndOneGotAtTheNextTryIsNot(@TempDir Path folder)
      throws Exception {
    List<String> told = new ArrayList<>();
    try (Results tally = new Results(folder, told::add)) {
      tally.ticket(Instant.now(), "alice", "HTTP/www", Outcome.FIRST_TRY, "");
      tally.ticket(Instant.now(), "alice", "HTTP/www", Outcome.NEXT_TRY, "no KDC");
      assertEquals(0, tally.failureCount());
      tally.ticket(Instant.now(), "alice", "HTTP/www", Outcome.FAILED, "no\nKDC");
      assertEquals(1, tally.failureCount());
      assertEquals(3, tally.tickets());
      assertTrue(tally.failures().get(0).endsWith("FAILED\tno KDC"), tally.failures().toString());
      assertEquals(List.of("FAILURE: " + tally.failures().get(0)), told);
    }
    assertEquals(3, Files.readAllLines(folder.resolve("asks.tsv")).size());
  }

  @Test
  void whatGrowsIsNotFlat() {
    assertTrue(isFlat(Figure.FILE_DESCRIPTORS, 50, 55));
    assertFalse(isFlat(Figure.FILE_DESCRIPTORS, 50, 70));
    assertFalse(isFlat(Figure.THREADS, 20, 40));
    assertTrue(isFlat(Figure.RESIDENT_KB, 150_000, 160_000));
    assertFalse(isFlat(Figure.RESIDENT_KB, 150_000, 220_000));
    assertFalse(isFlat(Figure.LIVE_HEAP_KB, 10_000, 15_000));
  }
}
