package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.Realm;

/** The files of kxover in a folder that kdc.conf includes. */
class KdcFilesTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Path SOCKET = Path.of("/run/kxover/kdc.sock");

  @TempDir Path temporary;
  private FakeMachine machine;
  private KdcFolderStep folder;

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temporary);
    folder = new KdcFolderStep(machine.kdcConf());
  }

  private KdcFileStep attach(boolean patched) throws IOException {
    return new KdcFileStep(
        folder,
        "",
        "kxoverd and the guard",
        new AttachmentLines(
            machine.profile(), A, SOCKET, new KdcBinary(patched, false), Optional.empty()));
  }

  private KdcFileStep java() throws IOException {
    return new KdcFileStep(
        folder, "-java", "Java clients", new HostBasedLines(machine.profile(), A));
  }

  private String kdcConf() throws IOException {
    return Files.readString(machine.kdcConf());
  }

  @Test
  void attachesAndDetachesAndLeavesTheRestAsItWas() throws Exception {
    String before = kdcConf();
    Files.setPosixFilePermissions(machine.kdcConf(), PosixFilePermissions.fromString("rw-r-----"));
    for (ReversibleStep step : List.of(folder, attach(false), java())) {
      assertTrue(step.plan().isPresent());
      step.carryOut();
      assertEquals(Optional.empty(), step.plan());
    }
    assertTrue(kdcConf().startsWith(before), "what was there comes first");
    assertEquals(
        "rw-r-----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(machine.kdcConf())));
    KdcProfile profile = machine.profile();
    assertEquals(List.of(SOCKET.toString()), profile.values("kxover", "socket"));
    assertEquals(
        List.of("kxover:hostrealm/kxover.so"), profile.values("plugins", "hostrealm", "module"));
    assertEquals(
        List.of("profile", "kxover"), profile.values("plugins", "hostrealm", "enable_only"));
    assertEquals(
        List.of("kxover:kdcpolicy/kxover-guard.so"),
        profile.values("plugins", "kdcpolicy", "module"));
    assertEquals(List.of("*"), profile.values("kdcdefaults", "host_based_services"));

    for (ReversibleStep step : List.of(java(), attach(false), folder)) {
      assertTrue(step.takeBackPlan().isPresent());
      step.takeBack();
      assertEquals(Optional.empty(), step.takeBackPlan());
    }
    assertEquals(before, kdcConf());
    assertFalse(Files.exists(temporary.resolve("kdc.conf.d")));
  }

  /** A file of that name need not be ours. */
  @Test
  void whatTheAdministratorHasInTheFileStays() throws Exception {
    folder.carryOut();
    Path file = attach(false).file();
    String own = "[kxover]\n    socket = " + SOCKET + "\n";
    Files.writeString(file, own);
    assertEquals(Optional.empty(), attach(false).takeBackPlan());
    attach(false).carryOut();
    assertTrue(Files.readString(file).startsWith(own + "# Made by kxover: "));
    assertEquals(Optional.of("remove our lines from " + file), attach(false).takeBackPlan());
    attach(false).takeBack();
    assertEquals(own, Files.readString(file));
  }

  @Test
  void aKdcWithThePatchNeedsNoPluginAndMayWaitLonger() throws Exception {
    folder.carryOut();
    attach(true).carryOut();
    assertEquals(List.of(), machine.profile().values("plugins", "hostrealm", "module"));
    assertEquals(List.of("10000"), machine.profile().values("kxover", "time_budget"));
    assertEquals(1, machine.profile().values("plugins", "kdcpolicy", "module").size());
  }

  /** Before, kxover init printed the lines, and an administrator added them. */
  @Test
  void addsOnlyTheLinesThatAreMissing() throws Exception {
    Files.writeString(
        machine.kdcConf(),
        kdcConf()
            + "[kxover]\n    socket = "
            + SOCKET
            + "\n[plugins]\n    hostrealm = {\n        module = kxover:hostrealm/kxover.so\n    }\n"
            + "[kdcdefaults]\n    host_based_services = HTTP *\n");
    assertEquals(Optional.empty(), java().plan());
    assertEquals(
        List.of(
            "[plugins]",
            "    kdcpolicy = {",
            "        module = kxover:kdcpolicy/kxover-guard.so",
            "    }"),
        new AttachmentLines(
                machine.profile(), A, SOCKET, new KdcBinary(false, false), Optional.empty())
            .missing());
  }

  @Test
  void refusesAnotherSocketThanThatOfTheSettings() throws Exception {
    Files.writeString(machine.kdcConf(), kdcConf() + "[kxover]\n    socket = /run/other.sock\n");
    IOException refused = assertThrows(IOException.class, () -> attach(false).plan());
    assertTrue(
        refused.getMessage().contains("socket = /run/other.sock in [kxover], but kxoverd listens"),
        refused.getMessage());
  }

  @Test
  void usesAFolderThatIsIncludedAlreadyAndLeavesItsOtherFiles() throws Exception {
    Path theirs = Files.createDirectory(temporary.resolve("conf.d"));
    Files.writeString(theirs.resolve("other"), "[kdcdefaults]\n    kdc_ports = 88\n");
    Files.writeString(machine.kdcConf(), kdcConf() + "includedir " + theirs + "\n");
    String before = kdcConf();
    assertEquals(Optional.empty(), folder.plan());
    attach(false).carryOut();
    assertTrue(Files.exists(theirs.resolve("kxover")));
    assertEquals(before, kdcConf());
    assertEquals(Optional.empty(), folder.takeBackPlan(), "somebody else made it");
    attach(false).takeBack();
    assertEquals(List.of(theirs.resolve("other")), Files.list(theirs).toList());
  }

  /** krb5kdc does not start if the folder of the directive is missing. */
  @Test
  void keepsTheFolderWhileOthersHaveFilesInIt() throws Exception {
    folder.carryOut();
    Path other = Files.createFile(temporary.resolve("kdc.conf.d/other"));
    assertEquals(Optional.empty(), folder.takeBackPlan());
    folder.takeBack();
    assertTrue(kdcConf().contains("includedir "));
    Files.delete(other);
    folder.takeBack();
    assertFalse(kdcConf().contains("includedir "));
  }

  @Test
  void knowsWhereItCannotWrite() throws Exception {
    assertTrue(folder.isPossible());
    Files.writeString(machine.kdcConf(), "includedir " + temporary.resolve("missing") + "\n");
    assertFalse(folder.isPossible());
    KdcFolderStep readOnly = new KdcFolderStep(Path.of("/proc/self/mounts"));
    assertFalse(readOnly.isPossible());
  }

  /** It says so at once, rather than leaving a KDC without the guard. */
  @Test
  void noticesThatLibkrb5DoesNotReadTheFile() throws Exception {
    machine.script("kxover-profile", "#!/bin/sh\necho end\n");
    folder.carryOut();
    IOException failed = assertThrows(IOException.class, () -> attach(false).carryOut());
    assertTrue(failed.getMessage().contains("but libkrb5 does not read it"), failed.getMessage());
  }

  @Test
  void aConfigurationThatLibkrb5CannotReadIsNamed() throws Exception {
    Files.writeString(machine.kdcConf(), "includedir /nonexistent\n");
    IOException failed = assertThrows(IOException.class, () -> attach(false).plan());
    assertTrue(
        failed.getMessage().contains("Included profile directory could not be read; correct"),
        failed.getMessage());
  }
}
