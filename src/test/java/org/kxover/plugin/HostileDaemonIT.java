package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.plugin.FakeDaemon.answer;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Daemons that are absent, slow, broken or hostile. libkrb5 continues as if the module were not
 * loaded. The same process gets referrals again as soon as an honest daemon listens.
 */
class HostileDaemonIT {
  private static final String HOST = "www.b.example";
  private static final String REFERRAL = "result=referral";
  private static final String REALM = "realm=B.EXAMPLE";

  @TempDir static Path programs;
  private static Path module;
  private static Path program;

  @TempDir Path folder;
  private Path socket;

  @BeforeAll
  static void compile() throws Exception {
    NativeBuild build = new NativeBuild(programs);
    module = build.sanitizedModule();
    program = build.hostrealmDriver(true);
  }

  @BeforeEach
  void prepare() {
    socket = folder.resolve("kdc.sock");
  }

  private Driver driver(int milliseconds) throws Exception {
    return new PluginFixture(folder, module)
        .driver(List.of(program.toString()), "socket = " + socket, "time_budget = " + milliseconds);
  }

  /** A driver whose time_budget exceeds its own limit, so that waiting for it fails the test. */
  private Driver patientDriver() throws Exception {
    return driver(30_000);
  }

  static Stream<Arguments> breaches() {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    return Stream.of(
        breach("closes no sooner than accepted", "no answer from kxoverd", c -> {}),
        breach("closes without an answer", "reset", FakeDaemon.Connection::read),
        breach("closes within an answer", "reset", c -> c.send(half(c.read().id()))),
        answering("message is too long", id -> "x".repeat(1 << 20)),
        answering("message is too long", id -> "x=y\n".repeat(1 << 18)),
        breach(
            "garbage",
            "Protocol error",
            c -> {
              c.read();
              c.send(garbage);
            }),
        answering("octet that is not printable ASCII", id -> "\0".repeat(10) + "\n\n"),
        answering("octet that is not", id -> answer(id, REFERRAL, REALM).replace("M", "\0")),
        answering("octet that is not", id -> answer(id, REFERRAL, REALM).replace("M", "\u00e9")),
        answering("line is too long", id -> answer(id, REFERRAL, REALM, "x=" + "y".repeat(1100))),
        answering("a name comes twice", id -> answer(id, REFERRAL, REALM, REALM)),
        answering("a name comes twice", id -> answer(id, "id=" + id, REFERRAL, REALM)),
        answering("bad realm", id -> answer(id, REFERRAL, "realm=B.EXAMPLE@A.EXAMPLE")),
        answering("bad realm", id -> answer(id, REFERRAL, "realm=B/EXAMPLE")),
        answering("bad realm", id -> answer(id, REFERRAL, "realm=")),
        answering("realm is missing", id -> answer(id, REFERRAL)),
        answering("bad result", id -> answer(id, "result=ok", REALM)),
        answering("bad id", id -> answer("-" + id, REFERRAL, REALM)),
        answering("kxover is missing", id -> "\n\n\n"),
        answering(
            "unknown version", id -> answer(id, REFERRAL, REALM).replaceFirst("=1\n", "=2\n")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("breaches")
  void aBreachIsSeenAtOnce(String what, String logged, FakeDaemon.Behaviour behaviour)
      throws Exception {
    try (Driver driver = patientDriver()) {
      try (FakeDaemon daemon = new FakeDaemon(socket, behaviour)) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
        // After a close the module asks once more, as the daemon may have restarted.
        assertEquals(what.startsWith("closes") ? 2 : 1, daemon.connections());
      }
      assertTrue(driver.log().contains(logged), driver.log());
      try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      }
      assertTrue(driver.log().contains("answers again, after 1 questions"), driver.log());
    }
  }

  static Stream<Arguments> delays() {
    return Stream.of(
        breach("accepts and is silent", "", FakeDaemon.Connection::listenOnly),
        breach(
            "ends its lines in a way that ends no message",
            "",
            c -> {
              c.send(answer(c.read().id(), REFERRAL, REALM).replace("\n", "\r\n"));
              c.listenOnly();
            }),
        breach(
            "answers a question of its own",
            "",
            c -> {
              c.send(answer(c.read().id() + "0", REFERRAL, REALM));
              c.listenOnly();
            }),
        breach(
            "never stops answering other questions",
            "",
            c -> {
              c.read();
              while (true) {
                c.send(answer("0", REFERRAL, REALM));
              }
            }),
        breach(
            "half an answer",
            "",
            c -> {
              c.send(half(c.read().id()));
              c.listenOnly();
            }),
        breach(
            "all but the last line end",
            "",
            c -> {
              String whole = answer(c.read().id(), REFERRAL, REALM);
              c.send(whole.substring(0, whole.length() - 1));
              c.listenOnly();
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("delays")
  void aDelayEndsWithTheTimeBudget(String what, String logged, FakeDaemon.Behaviour behaviour)
      throws Exception {
    try (Driver driver = driver(300)) {
      try (FakeDaemon daemon = new FakeDaemon(socket, behaviour)) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
        assertEquals(1, daemon.connections());
      }
      assertTrue(driver.log().contains("timed out"), driver.log());
      try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
        awaitReferral(driver);
      }
    }
  }

  /** The time limit is for the whole answer, not for each octet. */
  @Test
  void drippingGainsNoTime() throws Exception {
    try (Driver driver = driver(300)) {
      try (FakeDaemon daemon = new FakeDaemon(socket, this::drip)) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
        assertEquals(1, daemon.requests().size());
      }
      try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
        awaitReferral(driver);
      }
    }
  }

  private void drip(FakeDaemon.Connection connection) throws IOException {
    String whole = answer(connection.read().id(), "reason=" + "r".repeat(900), REFERRAL, REALM);
    try {
      for (int i = 0; i < whole.length(); i++) {
        connection.send(whole.substring(i, i + 1));
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void skipsTheLateAnswerOfAnEarlierQuestion() throws Exception {
    FakeDaemon.Behaviour late =
        connection -> {
          String first = connection.read().id();
          String second = connection.read().id();
          connection.send(answer(first, REFERRAL, "realm=LATE.EXAMPLE"));
          connection.send(answer(second, REFERRAL, REALM));
          connection.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, late);
        Driver driver = driver(3000)) {
      assertEquals(Driver.STOCK, driver.realmOf("late.example"));
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      assertEquals(1, daemon.connections());
    }
  }

  @Test
  void skipsASecondAnswerToAnEarlierQuestion() throws Exception {
    FakeDaemon.Behaviour twice =
        connection -> {
          String first = connection.read().id();
          connection.send(answer(first, REFERRAL, "realm=C.EXAMPLE").repeat(3));
          connection.send(answer(connection.read().id(), REFERRAL, REALM));
          connection.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, twice);
        Driver driver = patientDriver()) {
      assertEquals("C.EXAMPLE", driver.realmOf(HOST));
      assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      assertEquals(1, daemon.connections());
    }
  }

  /** A daemon limits the open requests per connection, so the module must not exceed the limit. */
  @Test
  void givesUpAConnectionWithManyOpenQuestions() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly);
        Driver driver = driver(100)) {
      for (int i = 0; i < 17; i++) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
      }
      assertEquals(2, daemon.connections());
    }
  }

  @Test
  void anAbsentDaemonIsReportedOnce() throws Exception {
    try (Driver driver = patientDriver()) {
      for (int i = 0; i < 5; i++) {
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
      }
      assertEquals(1, driver.log().lines().count(), driver.log());
      assertTrue(driver.log().contains("No such file"), driver.log());
      Files.createFile(socket);
      assertEquals(Driver.STOCK, driver.realmOf(HOST));
      Files.delete(socket);
      try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
        assertEquals("B.EXAMPLE", driver.realmOf(HOST));
      }
      assertTrue(driver.log().contains("after 6 questions"), driver.log());
    }
  }

  /** With a full accept queue, connect fails at once and poll has nothing to wait for. */
  @Test
  void aDaemonThatDoesNotAcceptIsWaitedForWithinTheTimeBudget() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    List<SocketChannel> queue = new ArrayList<>();
    try (Driver driver = driver(300)) {
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(address, 1);
        while (joins(address, queue)) {
          assertTrue(queue.size() < 100);
        }
        assertEquals(Driver.STOCK, driver.realmOf(HOST));
        assertTrue(driver.log().contains("timed out"), driver.log());
      } finally {
        for (SocketChannel channel : queue) {
          channel.close();
        }
      }
      Files.delete(socket);
      try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
        awaitReferral(driver);
      }
    }
  }

  /** True if the accept queue took one more connection. */
  private static boolean joins(UnixDomainSocketAddress address, List<SocketChannel> queue)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    queue.add(channel);
    channel.configureBlocking(false);
    try {
      return channel.connect(address);
    } catch (IOException full) {
      return false;
    }
  }

  /** Retries, as on a busy machine an honest daemon can miss a short time_budget. */
  private static void awaitReferral(Driver driver) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    String realm = driver.realmOf(HOST);
    while (realm.equals(Driver.STOCK) && System.nanoTime() < deadline) {
      realm = driver.realmOf(HOST);
    }
    assertEquals("B.EXAMPLE", realm);
  }

  private interface AnswerTo {
    String id(String id);
  }

  /** A daemon that answers one request with {@code text}; the module must log {@code logged}. */
  private static Arguments answering(String logged, AnswerTo text) {
    return breach(
        text.id("17").lines().skip(2).findFirst().orElse("one line"),
        logged,
        c -> {
          c.send(text.id(c.read().id()));
          c.listenOnly();
        });
  }

  private static Arguments breach(String what, String logged, FakeDaemon.Behaviour behaviour) {
    return Arguments.of(what, logged, behaviour);
  }

  private static String half(String id) {
    return "kxover=1\nid=" + id + "\nresult=refe";
  }
}
