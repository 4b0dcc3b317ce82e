package org.kxover.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.Lab;
import org.kxover.lab.ShortForm;
import org.kxover.soak.SoakRun.Plan;

/**
 * Daemons renew and expire keys, with the shortest lifetimes that can be set, while users of both
 * realms request tickets. {@code make soak} does so for as long as it is told to.
 */
@Timeout(900)
class SoakIT {
  private static final int ROLLOVERS = 3 / ShortForm.ROLLOVERS.oneIn();
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @TempDir Path folder;

  @Test
  void noTicketFailsInRolloversOfBothDirections() throws Exception {
    try (Lab lab = new Lab();
        SoakRun run = new SoakRun(lab, new Plan(folder, false, 1, LIMIT, 1, PAUSE))) {
      run.start();
      long end = System.nanoTime() + LIMIT.toNanos();
      while (run.rollovers() < ROLLOVERS && System.nanoTime() < end) {
        Thread.sleep(PAUSE.toMillis());
      }
      List<String> failures = run.end();
      String report = run.report() + (failures.isEmpty() ? "" : lab.logs());
      assertEquals(List.of(), failures, report);
      assertTrue(run.rollovers() >= ROLLOVERS, report);
      assertTrue(run.renewals() >= ROLLOVERS, report);
      assertTrue(run.ticketsUnderOldKeys() > 0, report);
    }
  }
}
