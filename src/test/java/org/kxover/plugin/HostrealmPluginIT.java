package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.plugin.FakeDaemon.answer;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hostrealm module in libkrb5, with an honest daemon, and the module's settings. */
class HostrealmPluginIT {
  private static final String HOST = "www.b.example";

  @TempDir static Path programs;
  private static Path module;
  private static Path program;

  @TempDir Path folder;
  private Path socket;
  private PluginFixture bench;

  @BeforeAll
  static void compile() throws Exception {
    NativeBuild build = new NativeBuild(programs);
    module = build.sanitizedModule();
    program = build.hostrealmDriver(true);
  }

  @BeforeEach
  void prepare() {
    socket = folder.resolve("kdc.sock");
    bench = new PluginFixture(folder, module);
  }

  private Driver driver() throws Exception {
    return driver("socket = " + socket, "time_budget = 30000");
  }

  private Driver driver(String... settings) throws Exception {
    return bench.driver(List.of(program.toString()), settings);
  }

  @Test
  void givesTheRealmOfTheReferral() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      assertEquals("B.EXAMPLE", driver.realmOf("WWW.B.Example."));
      assertEquals(
          Map.of("kxover", "1", "id", "1", "realm", "A.EXAMPLE", "service", "host/www.b.example"),
          daemon.requests().get(0).fields());
      assertEquals("", driver.log());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "none", "denied", "failed"})
  void leavesEveryOtherResultToTheNextModule(String result) throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=" + result, "reason=for a test");
        Driver driver = driver()) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertEquals(1, daemon.requests().size());
      boolean forTheAdministrator = result.equals("denied") || result.equals("failed");
      assertEquals(
          forTheAdministrator
              ? "hostrealm: kxover: no referral for " + HOST + ": " + result + ": for a test"
              : "",
          driver.log().strip());
    }
  }

  @Test
  void neverRefersToTheAskingRealm() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("A.EXAMPLE"));
        Driver driver = driver()) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertEquals(1, daemon.requests().size());
    }
  }

  @Test
  void boundsItsLog() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=denied");
        Driver driver = driver()) {
      for (int i = 0; i < 100; i++) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
      }
      assertEquals(100, daemon.requests().size());
      long lines = driver.log().lines().count();
      // Ten messages per minute and one about the limit; twice that if a new minute began.
      assertTrue(lines <= 22, driver.log());
      assertTrue(driver.log().contains("no more messages in this minute"), driver.log());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "10.1.2.3",
        "1.2.3.4.5",
        "www.b.123",
        "2001:db8::1",
        "www..example",
        ".www.example",
        "www.example..",
        "-www.example",
        "www-.example",
        "www.example-",
        "www_x.example",
        "www.ex ample",
        "www/b.example",
        "www.b\u00e9.example",
        "a123456789b123456789c123456789d123456789e123456789f123456789g123.example"
      })
  void doesNotAskAboutWhatIsNoHostName(String name) throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      assertEquals(Driver.STOCK, driver.realmOf(name));
      assertEquals(0, daemon.connections());
      assertEquals("B.EXAMPLE", driver.realmOf("1-2.b3.example"));
    }
  }

  @Test
  void boundsTheLengthOfHostNames() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      String longest = "a.".repeat(126) + "b";
      assertEquals(Driver.STOCK, driver.realmOf("a" + longest));
      assertEquals(0, daemon.connections());
      assertEquals("B.EXAMPLE", driver.realmOf(longest));
    }
  }

  @Test
  void leavesTheAdministratorsOwnMappingAheadWhereSoOrdered() throws Exception {
    bench.plugins("enable_only = profile", "enable_only = kxover");
    bench.section("domain_realm", ".c.example = C.EXAMPLE");
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      assertEquals("C.EXAMPLE", driver.realmOf("www.c.example"));
      assertEquals(0, daemon.connections());
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
    }
  }

  @Test
  void leavesDomainRealmToAnswerWhereTheDaemonDoesNot() throws Exception {
    bench.section("domain_realm", ".b.example = STATIC.EXAMPLE");
    try (Driver driver = driver()) {
      assertEquals("STATIC.EXAMPLE", driver.realmOf(HOST));
    }
  }

  @Test
  void keepsOneConnection() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      for (int i = 0; i < 50; i++) {
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      }
      assertEquals(1, daemon.connections());
      assertEquals(50, daemon.requests().stream().map(FakeDaemon.Request::id).distinct().count());
    }
  }

  @Test
  void findsTheDaemonAgainAfterItsRestart() throws Exception {
    try (Driver driver = driver()) {
      for (String realm : List.of("B.EXAMPLE", "C.EXAMPLE", "D.EXAMPLE")) {
        try (FakeDaemon daemon = new FakeDaemon(socket, refersTo(realm))) {
          assertEquals(realm, driver.realmOf(HOST));
          assertEquals(1, daemon.connections());
        }
      }
      assertEquals("", driver.log());
    }
  }

  /** The socket survived the restart; the new daemon gets the question that is still open. */
  @Test
  void asksADaemonThatWasRestartedOnceMore() throws Exception {
    try (Driver driver = driver();
        FakeDaemon daemon =
            new FakeDaemon(
                socket,
                connection -> {
                  if (connection.number() == 1) {
                    connection.read();
                  } else {
                    refersTo("B.EXAMPLE").serve(connection);
                  }
                })) {
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      assertEquals(2, daemon.connections());
      assertEquals("", driver.log());
    }
  }

  @Test
  void findsTheDaemonAgainWhereItDiedInTheMiddleOfAnAnswer() throws Exception {
    try (Driver driver = driver()) {
      FakeDaemon.Behaviour dying =
          connection -> {
            connection.send(answer(connection.read().id(), "result=referral", "realm=B.EXAMPLE"));
            connection.send("kxover=1\nid=" + connection.read().id() + "\nresult=refer");
          };
      // The second connection is served correctly.
      try (FakeDaemon daemon =
          new FakeDaemon(
              socket,
              connection -> {
                (connection.number() == 1 ? dying : refersTo("C.EXAMPLE")).serve(connection);
              })) {
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
        assertEquals("C.EXAMPLE", driver.realmOf(HOST));
        assertEquals(2, daemon.connections());
      }
    }
  }

  @Test
  void doesNotShareAConnectionWithAChildProcess() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver()) {
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      assertEquals("B.EXAMPLE", driver.realmInChild(HOST));
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      assertEquals(
          List.of(1, 2, 1),
          daemon.requests().stream().map(FakeDaemon.Request::connection).toList());
    }
  }

  @Test
  void readsTheSettingsOfEachRealm() throws Exception {
    Path other = folder.resolve("other.sock");
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        FakeDaemon otherDaemon = new FakeDaemon(other, refersTo("C.EXAMPLE"));
        Driver driver =
            driver(
                "socket = " + socket,
                "time_budget = nonsense",
                "A.EXAMPLE = {",
                "time_budget = 30000",
                "}",
                "OTHER.EXAMPLE = {",
                "socket = " + other,
                "time_budget = 30000",
                "}")) {
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      driver.setDefaultRealm("OTHER.EXAMPLE");
      assertEquals("C.EXAMPLE", driver.realmOf(HOST));
      assertEquals("OTHER.EXAMPLE", otherDaemon.requests().get(0).fields().get("realm"));
      driver.setDefaultRealm("THIRD.EXAMPLE");
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertEquals(1, daemon.requests().size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "time_budget = 3s, time_budget is not",
    "time_budget = 99, time_budget is not",
    "time_budget = 30001, time_budget is not",
    "time_budget = -1000, time_budget is not",
    "time_budget = \"\", time_budget is not",
    "time_budget = 99999999999999999999999, time_budget is not",
    "socket = kdc.sock, socket is not an absolute path",
    "socket = \"\", socket is not an absolute path"
  })
  void saysOnceThatASettingIsBadAndStaysAway(String setting, String problem) throws Exception {
    // The first of two relations with the same name counts, as everywhere in krb5.conf.
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        Driver driver = driver(setting, "socket = " + socket)) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertEquals(0, daemon.connections());
      assertTrue(driver.log().contains("kxover: " + problem), driver.log());
      assertEquals(1, driver.log().lines().count(), driver.log());
    }
  }

  @Test
  void refusesAPathThatNoSocketCanHave() throws Exception {
    try (Driver driver = driver("socket = /" + "x".repeat(107))) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertTrue(driver.log().contains("socket is too long"), driver.log());
    }
    try (Driver driver = driver("socket = /" + "x".repeat(106))) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      assertTrue(driver.log().contains("no answer from kxoverd"), driver.log());
    }
  }

  /** Runs the module as it is shipped under valgrind. */
  @Test
  void makesNoErrorOfMemory() throws Exception {
    NativeBuild build = new NativeBuild(folder);
    bench = new PluginFixture(folder, build.shippedModule());
    List<String> command =
        List.of(
            "valgrind",
            "--quiet",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite,possible",
            "--error-exitcode=99",
            "--log-file=" + folder.resolve("valgrind.log"),
            build.hostrealmDriver(false).toString());
    FakeDaemon.Behaviour every =
        connection -> {
          connection.send(answer(connection.read().id(), "result=referral", "realm=B.EXAMPLE"));
          connection.send(answer(connection.read().id(), "result=denied", "reason=x"));
          connection.send("garbage\n");
        };
    try (Driver driver = bench.driver(command, "socket = " + socket, "time_budget = 30000")) {
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      try (FakeDaemon daemon = new FakeDaemon(socket, every)) {
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
        assertEquals("B.EXAMPLE", driver.realmInChild(HOST));
        assertEquals(3, daemon.connections());
      }
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
    }
    String errors = Files.readString(folder.resolve("valgrind.log"));
    assertEquals("", errors);
  }

  @Test
  void showsOneNameOnly() throws Exception {
    Path shipped = new NativeBuild(folder).shippedModule();
    List<String> names =
        NativeBuild.run(List.of("nm", "-D", "--defined-only", shipped.toString()))
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    assertEquals(List.of("hostrealm_kxover_initvt"), names);
  }
}
