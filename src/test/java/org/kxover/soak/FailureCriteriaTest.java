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

/** The failure criteria of a soak. */
class FailureCriteriaTest {
  private static boolean isFlat(Figure figure, long first, long last) {
    return new Change("kxoverd", Duration.ofMinutes(15), figure, first, last).isFlat();
  }

  @Test
  void onlyRequestsDuringAnOutageMayFail() {
    Outages outages = new Outages();
    Instant before = Instant.now();
    assertFalse(outages.overlap(before.minusSeconds(1), before));
    outages.begin();
    assertTrue(outages.isOngoing());
    assertTrue(outages.overlap(before, Instant.now().plusSeconds(1)));
    outages.end();
    assertFalse(outages.isOngoing());
    Instant after = Instant.now();
    assertTrue(outages.overlap(before, after.plusSeconds(1)), "the period contains the outage");
    assertFalse(outages.overlap(after, after.plusSeconds(1)));
    assertFalse(outages.overlap(before.minusSeconds(1), before));
  }

  @Test
  void aFailedTicketIsAFailureAndASuccessfulRetryIsNot(@TempDir Path folder) throws Exception {
    List<String> told = new ArrayList<>();
    try (Results results = new Results(folder, told::add)) {
      results.ticket(Instant.now(), "alice", "HTTP/www", Outcome.FIRST_TRY, "");
      results.ticket(Instant.now(), "alice", "HTTP/www", Outcome.NEXT_TRY, "no KDC");
      assertEquals(0, results.failureCount());
      results.ticket(Instant.now(), "alice", "HTTP/www", Outcome.FAILED, "no\nKDC");
      assertEquals(1, results.failureCount());
      assertEquals(3, results.tickets());
      assertTrue(
          results.failures().get(0).endsWith("FAILED\tno KDC"), results.failures().toString());
      assertEquals(List.of("FAILURE: " + results.failures().get(0)), told);
    }
    assertEquals(3, Files.readAllLines(folder.resolve("asks.tsv")).size());
  }

  @Test
  void growthBeyondTheAllowanceIsNotFlat() {
    assertTrue(isFlat(Figure.FILE_DESCRIPTORS, 50, 55));
    assertFalse(isFlat(Figure.FILE_DESCRIPTORS, 50, 70));
    assertFalse(isFlat(Figure.THREADS, 20, 40));
    assertTrue(isFlat(Figure.RESIDENT_KB, 150_000, 160_000));
    assertFalse(isFlat(Figure.RESIDENT_KB, 150_000, 220_000));
    assertFalse(isFlat(Figure.LIVE_HEAP_KB, 10_000, 15_000));
  }
}
