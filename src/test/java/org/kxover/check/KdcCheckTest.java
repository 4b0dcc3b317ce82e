package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

/** What the check says of a configuration; the programs that read it are fakes. */
@Timeout(60)
class KdcCheckTest {
  @TempDir Path folder;

  private Path program(String name, String output) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\ncat <<'END'\n" + output + "END\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Finding finding(Optional<Path> profile, List<String> command) {
    Report report = new Report(each -> {});
    new KdcCheck(
            TestSettings.daemon(),
            TestSettings.of(new Realm("A.EXAMPLE")).with(DatabaseSettings.KDC_ENCTYPES, command),
            new KdcEnvironment(profile, Map.of()),
            List.of(),
            new RunningDaemon(folder.resolve("control.sock"), List.of(), Optional.empty()),
            Optional.empty())
        .run(report);
    return report.findings().get(0);
  }

  /** The finding, where libkrb5 reads these lines; its programs are asked for the realm. */
  private Finding reading(String lines) throws IOException {
    Path enctypes = program("kxover-enctypes", "permitted 18\nend\n");
    program("kxover-profile", lines + "end\n");
    return finding(Optional.of(folder.resolve("kdc.conf")), List.of(enctypes.toString()));
  }

  private static void assertFinding(
      Finding found, Finding.Level level, String text, String advice) {
    assertEquals(level, found.level(), found.text());
    assertTrue(found.text().contains(text), found.text());
    assertTrue(found.advice().contains(advice), found.advice());
  }

  @Test
  void withTheModuleAndTheSocketTheProcessesAreLookedAt() throws Exception {
    Finding found = reading("settings\nsocket /run/kxover/kdc.sock\nloads hostrealm /k.so\n");
    assertFinding(found, Finding.Level.ERROR, "no krb5kdc for A.EXAMPLE runs", "start it");
  }

  @Test
  void aFileThatThisUserMayNotReadIsNoMistake() throws Exception {
    assertFinding(
        reading("closed /etc/krb5kdc/kdc.conf.d/kxover\n"),
        Finding.Level.WARNING,
        "this user may not read /etc/krb5kdc/kdc.conf.d/kxover",
        "run this as root");
  }

  @Test
  void withoutTheModuleTheLinesAreMissing() throws Exception {
    assertFinding(
        reading("settings\n"),
        Finding.Level.ERROR,
        "no hostrealm module",
        "which attaches the KDC");
  }

  @Test
  void aGuardThatCannotBeLoadedIsAnError() throws Exception {
    assertFinding(
        reading("settings\nloads hostrealm /k.so\nfails kdcpolicy /g.so: /g.so: no such file\n"),
        Finding.Level.ERROR,
        "cannot load its kdcpolicy module /g.so: /g.so: no such file",
        "install the package kxover again");
  }

  @Test
  void aConfigurationThatLibkrb5RefusesIsToBeCorrected() throws Exception {
    program("kxover-profile", "end\n");
    Finding found =
        finding(Optional.of(folder.resolve("kdc.conf")), List.of("/no/such/kxover-enctypes"));
    assertFinding(found, Finding.Level.ERROR, "kdc.conf: ", "correct the file");
  }

  @Test
  void whereNothingCanBeReadThatIsSaid() {
    assertFinding(
        finding(Optional.empty(), List.of()),
        Finding.Level.WARNING,
        "there is no kdc.conf on this machine",
        "run this on the KDC");
    assertFinding(
        finding(Optional.of(folder.resolve("kdc.conf")), List.of()),
        Finding.Level.WARNING,
        "nothing reads the KDC's configuration",
        "set kdc_enctypes");
  }
}
