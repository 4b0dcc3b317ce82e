package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonReportTest {
  @Test
  void theUserIsThatOfThisProcess(@TempDir Path folder) throws Exception {
    DaemonReport.User user = DaemonReport.User.ofThisProcess();
    assertEquals(
        Files.getAttribute(folder, "unix:uid"), (int) user.uid(), "the owner of a new folder");
    assertEquals(Files.getAttribute(folder, "unix:gid"), (int) user.gid());
  }
}
