package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClockCheckTest {
  private static Finding finding(String... command) {
    Report report = new Report(finding -> {});
    new ClockCheck(List.of(command)).run(report);
    assertEquals(1, report.findings().size());
    return report.findings().get(0);
  }

  @Test
  void aSynchronisedClockIsRight() {
    assertEquals(Finding.Level.OK, finding("echo", "yes").level());
  }

  @Test
  void aClockThatIsNotSynchronisedIsSaidToBeSo() {
    Finding found = finding("echo", "no");
    assertEquals(Finding.Level.WARNING, found.level());
    assertTrue(found.advice().contains("NTP client"), found.advice());
  }

  @Test
  void whereNobodyKnowsTheAdministratorHasToLook() {
    for (String[] command :
        new String[][] {{"echo", "n/a"}, {"false"}, {"no-such-program"}, {"sleep", "60"}}) {
      Finding found = finding(command);
      assertEquals(Finding.Level.WARNING, found.level());
      assertTrue(found.text().contains("does not report"), found.text());
    }
  }
}
