package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * A database that is locked, read-only, full or missing, on either side. The user gets the stock
 * answer, both logs say what to do, and other realms of the same daemon go on. After the fault the
 * next user is served, by the same daemon processes in all tests. A's daemon also serves C, and B's
 * daemon D.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class DatabaseFaultsIT {
  private static final String STOCK_ANSWER = "not found in Kerberos database";
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  /** The user of kadmin: file modes could not stop root from writing. */
  private static final int UID = 64123;

  private static final Duration LIMIT = Patience.LIMIT;

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabRealm c;
  private LabRealm d;
  private List<Long> daemons;

  private AutoCloseable lock;
  private LabUser alice;
  private LabUser bob;
  private LabUser carol;
  private int test;
  private int logOfA;
  private int logOfB;
  private int logOfKdc;

  @BeforeAll
  void fourRealms() throws Exception {
    lab = lab().daemonsAsProcesses();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    c = lab.realm("C.EXAMPLE", a);
    d = lab.realm("D.EXAMPLE", b).service("HTTP", "www.d.example");
    lab.clientsDoNotGuessAtPatchedKdcs();
    for (LabRealm realm : List.of(a, b)) {
      realm.kxoverd().set("kadmin_timeout", "3s");
      runUnprivileged(realm);
    }
    lab.start();
    daemons = daemons();
  }

  /** Another test has another library for the databases. */
  Lab lab() throws IOException {
    return new Lab();
  }

  @AfterAll
  void closeLab() throws Exception {
    lab.close();
  }

  /** Creates the users before the database fails, and deletes the crossovers of earlier tests. */
  @BeforeEach
  void removeCrossovers() throws IOException {
    test++;
    alice = a.user("alice" + test);
    bob = a.user("bob" + test);
    carol = c.user("carol" + test);
    for (LabRealm realm : List.of(a, b)) {
      if (realm.crossover(b, a).exists()) {
        realm.kdc().kadmin("delprinc -force " + CROSSOVER);
      }
    }
    logOfA = a.kxoverd().log().length();
    logOfB = b.kxoverd().log().length();
    logOfKdc = a.kdc().log().length();
  }

  @AfterEach
  void releaseLock() throws Exception {
    if (lock != null) {
      lock.close();
    }
  }

  private LabRealm side(String name) {
    return name.equals("A") ? a : b;
  }

  private List<Long> daemons() {
    return List.of(a.kxoverd().handle().pid(), b.kxoverd().handle().pid());
  }

  private static LabCommand.Output ask(LabUser user, LabRealm service) throws IOException {
    return user.kvno("-S", "HTTP", "www." + service.domain());
  }

  private static void assertServed(LabCommand.Output output) {
    assertEquals(0, output.exitCode(), output::text);
  }

  /** Asserts the behaviour during the fault. */
  private void assertFails(String side, String advice) throws Exception {
    LabCommand.Output output = ask(alice, b);
    assertNotEquals(0, output.exitCode(), output::text);
    assertTrue(output.text().contains(STOCK_ANSWER), output::text);
    if (side.equals("A")) {
      a.kxoverd().awaitLine(logOfA, "failed, database failed: ", advice);
      assertFalse(b.crossover(b, a).exists(), "B made a key that A could not write");
      assertKdcSays(advice);
    } else {
      b.kxoverd().awaitLine(logOfB, "refused ", "database failed: ", advice);
      a.kxoverd()
          .awaitLine(
              logOfA,
              "failed, peer unavailable: kx.b.example",
              "KDC_ERR_SVC_UNAVAILABLE: the key database failed; ask again");
    }
    assertServed(side.equals("A") ? ask(carol, b) : ask(bob, d));
  }

  /** After ten lines in a minute, the KDC logs that it suppresses more. */
  private void assertKdcSays(String advice) {
    String log = a.kdc().log();
    assertTrue(
        log.substring(logOfKdc).contains(advice)
            || log.contains("kxover: no more messages in this minute"),
        log);
  }

  /** Asserts the behaviour after the fault: the same processes, and no half-made principal. */
  private void assertRecovers() throws Exception {
    assertServed(ask(bob, b));
    assertEquals(daemons, daemons());
    String newest = a.kdc().keyLines(CROSSOVER).get(0);
    assertTrue(
        b.kdc().keyLines(CROSSOVER).contains(newest),
        "the services' side has the newest key of the users' side");
    for (LabRealm realm : List.of(a, b)) {
      String principal = realm.kdc().kadmin("getprinc " + CROSSOVER);
      assertFalse(principal.contains("DISALLOW_ALL_TIX"), principal);
    }
  }

  /** Locks as {@code kdb5_util dump} does: KDCs go on reading, and kadmin waits forever. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void lockedAgainstWriting(String side) throws Exception {
    lock(side(side), true);
    assertFails(
        side,
        "no answer in time; if another program, such as kdb5_util, holds the database's lock");
    lock.close();
    assertRecovers();
  }

  /** Locks as {@code kdb5_util load} does, in the realm of the service. */
  @Test
  void lockedAgainstReading() throws Exception {
    lock(b, false);
    assertFails(
        "B", "no answer in time; if another program, such as kdb5_util, holds the database's lock");
    lock.close();
    assertRecovers();
  }

  /**
   * Here the KDC itself waits for the lock, with or without kxoverd, and serves the user after
   * that.
   */
  @Test
  void lockedAgainstReadingAtTheUsersKdc() throws Exception {
    lock(a, false);
    assertServed(ask(carol, b));
    lock.close();
    assertServed(ask(alice, b));
    assertRecovers();
  }

  private void lock(LabRealm realm, boolean shared) throws IOException {
    lock = realm.kdc().lockDatabase(shared);
  }

  /**
   * In LMDB a program has its file open all the time, and does not see what befalls the file until
   * it is started again: ends kxoverd's programs.
   */
  private void openAgain(LabRealm realm) throws Exception {
    if (lab.isLmdb()) {
      for (ProcessHandle program : realm.kxoverd().handle().descendants().toList()) {
        program.destroy();
        program.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void readOnly(String side) throws Exception {
    LabRealm realm = side(side);
    mode(realm, "r--------");
    openAgain(realm);
    try {
      assertFails(side, "let the user that kadmin or kadmind runs as write the database");
    } finally {
      mode(realm, "rw-------");
    }
    // A kadmin that was started meanwhile has opened the database read-only. Its first write fails,
    // and then it is replaced.
    ask(alice, b);
    assertRecovers();
  }

  private static boolean isRoot(LabRealm realm) throws IOException {
    return Files.getAttribute(realm.folder(), "unix:uid").equals(0);
  }

  /** File modes do not restrict root: if the tests run as root, kadmin runs as another user. */
  private void runUnprivileged(LabRealm realm) throws IOException {
    if (!isRoot(realm)) {
      realm.kxoverd().set(setting(), command(realm));
      return;
    }
    for (Path directory :
        List.of(lab.folder(), realm.folder(), realm.kdc().database().getParent())) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }
    for (Path file : databaseFiles(realm)) {
      Files.setAttribute(file, "unix:uid", UID);
    }
    realm
        .kxoverd()
        .set(
            setting(),
            "setpriv --reuid=%1$d --regid=%1$d --clear-groups %2$s".formatted(UID, command(realm)));
  }

  /** The setting whose command changes the database. Another test has another one. */
  String setting() {
    return "kadmin";
  }

  String command(LabRealm realm) throws IOException {
    return realm.kdc().kadminCommand() + " -p kxover/admin";
  }

  /** Logged for each of a daemon's two realms, and again after a failed login. */
  private String ready() {
    return setting() + " is ready";
  }

  Path folder() {
    return lab.folder();
  }

  private static List<Path> databaseFiles(LabRealm realm) throws IOException {
    try (var files = Files.list(realm.kdc().database().getParent())) {
      return files.toList();
    }
  }

  private static void mode(LabRealm realm, String mode) throws IOException {
    for (Path file : databaseFiles(realm)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
  }

  /** kxoverd starts no change: a write to a full file system could damage the database. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void full(String side) throws Exception {
    LabRealm realm = side(side);
    long all = realm.kdc().databaseFile().toFile().getTotalSpace() >> 20;
    realm.kxoverd().set("least_free_mb", Long.toString(all + 1));
    reload(realm);
    try {
      assertFails(side, "the database's file system is full");
      assertFalse(realm.crossover(b, a).exists());
    } finally {
      realm.kxoverd().unset("least_free_mb");
      reload(realm);
    }
    assertRecovers();
  }

  private void reload(LabRealm realm) throws IOException {
    LabKxoverd daemon = realm.kxoverd();
    int ready = count(daemon);
    daemon.reload("reloaded: ", daemon.log().split("reloaded: ", -1).length);
    daemon.awaitLines(ready(), ready + 1, LIMIT);
  }

  private int count(LabKxoverd daemon) {
    return daemon.log().split(ready(), -1).length - 1;
  }

  /** Only at B: the users' KDC would fail without its database, see {@link #goneAtTheUsersKdc}. */
  @Test
  void gone() throws Exception {
    Path database = b.kdc().databaseFile();
    Path elsewhere = Files.move(database, database.resolveSibling("elsewhere"));
    openAgain(b);
    try {
      assertFails("B", "put the file back, or correct the setting");
    } finally {
      Files.move(elsewhere, database);
    }
    assertRecovers();
  }

  @Test
  void goneAtTheUsersKdc() throws Exception {
    Path database = a.kdc().databaseFile();
    Path elsewhere = Files.move(database, database.resolveSibling("elsewhere"));
    try {
      // With LMDB, the KDC and kxoverd go on with the file, wherever it is.
      assertEquals(lab.isLmdb(), ask(alice, b).exitCode() == 0);
      assertServed(ask(carol, b));
    } finally {
      Files.move(elsewhere, database);
    }
    assertRecovers();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void kadmindGone(String side) throws Exception {
    LabRealm realm = side(side);
    LabKadmind kadmind = new LabKadmind(lab, realm);
    kadmind.start();
    reload(realm);
    try {
      kadmind.stop();
      assertFails(side, "check that kadmind and the realm's KDC are running");
      int ready = count(realm.kxoverd());
      kadmind.start();
      // It logs in between requests: a KDC that waits for us issues it no ticket.
      realm.kxoverd().awaitLines(ready(), ready + 1, LIMIT);
      assertRecovers();
    } finally {
      kadmind.stop();
      realm
          .kxoverd()
          .set("krb5_config", realm.kdc().config().toString())
          .set("kdc_profile", realm.kdc().profile().toString());
      runUnprivileged(realm);
      reload(realm);
    }
  }
}
