package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonReportTest {
  @Test
  void theUserIsThatOfThisProcess(@TempDir Path folder) throws Exception {
    DaemonReport.User user = DaemonReport.User.ofThisProcess();
    assertEquals(
        Files.getAttribute(folder, "unix:uid"), (int) user.uid(), "the owner of a new folder");
    assertEquals(Files.getAttribute(folder, "unix:gid"), (int) user.gid());
  }

  @Test
  void theEffectiveIdsCount(@TempDir Path folder) throws Exception {
    Path status =
        Files.writeString(
            folder.resolve("status"),
            "Name:\tjava\nUid:\t1\t4294967294\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t9 10 \n");
    assertEquals(
        new DaemonReport.User(4294967294L, 6, List.of(9L, 10L)), DaemonReport.User.of(status));
  }

  /** Nothing stands for an id that the kernel does not say: 0 would be root. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Gid:\t5\t6\t7\t8\nGroups:\t\n",
        "Uid:\t1\nGid:\t5\t6\t7\t8\nGroups:\t\n",
        "Uid:\t\nGid:\t5\t6\t7\t8\nGroups:\t\n",
        "Uid:\t1\tnobody\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t\n",
        "Uid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n",
      })
  void withoutAllIdsThereIsNoUser(String text, @TempDir Path folder) throws Exception {
    Path status = Files.writeString(folder.resolve("status"), text);
    assertThrows(IOException.class, () -> DaemonReport.User.of(status));
  }
}
