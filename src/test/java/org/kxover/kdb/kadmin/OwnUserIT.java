package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Patience;

/**
 * The set-up that doc/INSTALL.md recommends: each daemon runs as its own user, uses kadmind, and
 * has no access to the database; the KDC runs as root. The test needs root. {@link
 * LeastPrivilegeIT} tests the rights in kadmind.
 */
@Timeout(300)
class OwnUserIT {
  private static final int USER_OF_A = 64123;
  private static final int USER_OF_B = 64124;
  private static final Duration LIMIT = Patience.LIMIT;

  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;
  private LabKadmind kadmindOfB;

  @BeforeEach
  void twoRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    a.kxoverd().runAs(USER_OF_A);
    b.kxoverd().runAs(USER_OF_B);
    LabKadmind kadmindOfA = new LabKadmind(lab, a);
    kadmindOfB = new LabKadmind(lab, b);
    lab.start();
    kadmindOfA.start();
    kadmindOfB.start();
    for (LabRealm realm : List.of(a, b)) {
      realm.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    }
  }

  @Test
  void theCrossingSucceedsWithIt() throws Exception {
    LabCommand.Output output = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(a.crossover(b, a).exists());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertIsOfUser(a, USER_OF_A);
    assertIsOfUser(b, USER_OF_B);
  }

  /** The users of this test have no entry in passwd. */
  @Test
  void itsUserMayAskItWithoutHavingAName() throws Exception {
    LabCommand.Output output = a.kxoverd().kxover("status").runToAnyEnd();
    assertEquals(0, output.exitCode(), output::text);
    assertFalse(a.kxoverd().log().contains("on the socket of [control]"), a.kxoverd().log());
  }

  /** The daemon's user stands for any user but root, who owns the key in an installation. */
  @Test
  void dnsTellsAPlainUserWhatItLacks() throws Exception {
    Path key = a.folder().resolve("kx.key");
    Files.setAttribute(key, "unix:uid", 0);
    LabCommand.Output output = a.kxoverd().kxover("dns", "--offline").runToAnyEnd();
    assertEquals(1, output.exitCode(), output::text);
    assertEquals(
        "kxover dns: cannot read " + key + ": permission denied; run this as root\n",
        output.text());
  }

  /**
   * Checks all user and group IDs of the daemon and its kadmin, and that they have no capabilities.
   */
  private static void assertIsOfUser(LabRealm realm, int uid) throws Exception {
    ProcessHandle daemon = realm.kxoverd().handle();
    List<ProcessHandle> processes = Stream.concat(Stream.of(daemon), daemon.descendants()).toList();
    assertTrue(processes.size() > 1, "its kadmin is there");
    for (ProcessHandle process : processes) {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
      String four = ("\t" + uid).repeat(4) + "\n";
      assertTrue(status.contains("Uid:" + four), status);
      assertTrue(status.contains("Gid:" + four), status);
      assertTrue(status.matches("(?s).*\nGroups:\\s*\n.*"), status);
      assertTrue(status.matches("(?s).*\nCapPrm:\t0+\nCapEff:\t0+\n.*"), status);
    }
  }

  /**
   * A command that succeeds as root, so that it fails as the daemon's user only for lack of rights.
   */
  private record Attempt(String why, String... command) {}

  private List<Attempt> attempts() {
    Path database = a.kdc().database();
    String kdc = "/proc/" + a.kdc().pid();
    String other = "/proc/" + b.kxoverd().handle().pid();
    List<Attempt> attempts = new ArrayList<>();
    for (Path file :
        List.of(
            database,
            database.resolveSibling("stash"),
            b.folder().resolve("kx.key"),
            kadmindOfB.keytab())) {
      attempts.add(new Attempt("reads " + file, "cat", file.toString()));
      attempts.add(new Attempt("writes " + file, "sh", "-c", "exec 3>>" + file));
    }
    attempts.add(new Attempt("looks into the KDC's folder", "ls", database.getParent().toString()));
    attempts.add(
        new Attempt(
            "puts a file there", "sh", "-c", "exec 3>>" + database.resolveSibling("another")));
    for (String process : List.of(kdc, other)) {
      attempts.add(new Attempt("reads its environment", "cat", process + "/environ"));
      attempts.add(new Attempt("may read its memory", "sh", "-c", "exec 3<" + process + "/mem"));
      attempts.add(new Attempt("may write its memory", "sh", "-c", "exec 3>" + process + "/mem"));
    }
    attempts.add(new Attempt("signals the KDC", "kill", "-0", Long.toString(a.kdc().pid())));
    attempts.add(new Attempt("becomes root", "setpriv", "--reuid=0", "true"));
    attempts.add(new Attempt("enters the other's socket folder", "ls", b.folder() + "/run"));
    attempts.add(
        new Attempt(
            "runs kadmin.local",
            "env",
            "KRB5_CONFIG=" + a.kdc().config(),
            "KRB5_KDC_PROFILE=" + a.kdc().profile(),
            "kadmin.local",
            "-p",
            "kxover/admin",
            "-r",
            "A.EXAMPLE",
            "-q",
            "getprinc K/M"));
    return attempts;
  }

  private LabCommand.Output run(Attempt attempt, boolean asDaemon) throws Exception {
    String[] words = attempt.command();
    LabCommand command =
        new LabCommand(
            world.lab().folder(), words[0], Stream.of(words).skip(1).toArray(String[]::new));
    return (asDaemon ? command.as(USER_OF_A) : command).runToAnyEnd();
  }

  @Test
  void whatTheUserMustNotBeAbleToDo() throws Exception {
    for (Attempt attempt : attempts()) {
      LabCommand.Output refused = run(attempt, true);
      assertNotEquals(0, refused.exitCode(), attempt.why() + "\n" + refused.text());
      assertTrue(
          refused.text().matches("(?s).*(Permission denied|not permitted).*"),
          attempt.why() + "\n" + refused.text());
      LabCommand.Output asRoot = run(attempt, false);
      assertEquals(0, asRoot.exitCode(), attempt.why() + "\n" + asRoot.text());
      assertFalse(asRoot.text().contains("Permission denied"), asRoot.text());
    }
    // It may read its own files.
    Attempt own = new Attempt("reads its key", "cat", a.folder().resolve("kx.key").toString());
    assertEquals(0, run(own, true).exitCode());
  }
}
