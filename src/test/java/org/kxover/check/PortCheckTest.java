package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

class PortCheckTest {
  private static Finding.Level level(Map<String, String> itself) {
    Report report = new Report(finding -> {});
    RunningDaemon daemon =
        new RunningDaemon(Path.of("/run/control.sock"), List.of(itself), Optional.empty());
    new PortCheck(TestSettings.of(new Realm("A.EXAMPLE")), 4088, daemon).run(report);
    return report.findings().get(0).level();
  }

  @Test
  void onlyAConnectionFromElsewhereMakesItGreen() {
    assertEquals(Finding.Level.WARNING, level(Map.of("item", "daemon")));
    assertEquals(
        Finding.Level.OK, level(Map.of("item", "daemon", "elsewhere", "2026-11-30T04:00:00Z")));
  }
}
