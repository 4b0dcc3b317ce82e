package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdTest {
  @TempDir Path temporary;
  private FakeMachine machine;
  private Path asked;

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temporary);
    asked = temporary.resolve("asked");
  }

  /** A systemctl that has Debian's units, and each of them with the process of that number. */
  private Systemd systemd(long pid, int exitCode) throws IOException {
    Path script =
        machine.script(
            "systemctl",
            """
            #!/bin/sh
            case "$1 $2" in
                "cat krb5-kdc.service" | "cat kxoverd.service") exit 0 ;;
                cat*) exit 1 ;;
                show*) echo %d; exit 0 ;;
            esac
            echo "$*" >>%s
            echo "Job for $2 failed." >&2
            exit %d
            """
                .formatted(pid, asked, exitCode));
    return new Systemd(new LocalCommand(List.of(script.toString())));
  }

  private Path file(Instant changed) throws IOException {
    Path file = Files.writeString(temporary.resolve("read"), "");
    return Files.setLastModifiedTime(file, FileTime.from(changed));
  }

  @Test
  void aProgramIsStaleThatStartedBeforeItsFilesChanged() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    Instant started = self.info().startInstant().orElseThrow();
    Systemd systemd = systemd(self.pid(), 0);
    Services.Program kdc = Services.Program.KDC;
    assertFalse(systemd.isStale(kdc, List.of(file(started.minusSeconds(60)))));
    assertTrue(systemd.isStale(kdc, List.of(file(started.plusSeconds(60)))));
    assertTrue(systemd(0, 0).isStale(kdc, List.of()), "it does not run");
  }

  @Test
  void startsKxoverdWithTheMachine() throws Exception {
    systemd(0, 0).restart(Services.Program.KXOVERD);
    assertEquals(
        List.of(
            "daemon-reload",
            "enable kxoverd.service kxoverd.socket",
            "start kxoverd.socket",
            "restart kxoverd.service"),
        Files.readAllLines(asked));
  }

  @Test
  void aUnitThatFailsOrIsMissingComesWithWhatToDo() throws Exception {
    Systemd systemd = systemd(0, 1);
    IOException failed =
        assertThrows(IOException.class, () -> systemd.restart(Services.Program.KDC));
    assertTrue(failed.getMessage().contains("has the reason; mend it"), failed.getMessage());
    failed = assertThrows(IOException.class, () -> systemd.restart(Services.Program.KADMIND));
    assertTrue(failed.getMessage().contains("install its package"), failed.getMessage());
  }

  @Test
  void aRestartFollowsAChangeOfThisRun() throws Exception {
    Systemd systemd = systemd(ProcessHandle.current().pid(), 0);
    TestServiceStep before =
        new TestServiceStep(
            new org.kxover.kerberos.Realm("A.EXAMPLE"), "kx.a.example", machine.kadmin());
    RestartStep restart = new RestartStep(systemd, Services.Program.KDC, List.of(before), List::of);
    assertEquals(Optional.of("restart krb5kdc"), restart.plan());
    before.carryOut();
    assertEquals(Optional.empty(), restart.plan());
    assertEquals(Optional.empty(), restart.takeBackPlan(), "it goes on");
  }
}
