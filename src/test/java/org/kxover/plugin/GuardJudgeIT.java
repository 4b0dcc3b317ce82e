package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard's C code, tested without a KDC. It guards A.EXAMPLE; B.EXAMPLE's crossover is ours. */
class GuardJudgeIT {
  private static final String PROBE = "KXOVER-PROBE.INVALID";
  private static final String NOBODY = "client=WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS";
  private static final String LOCAL = "header=krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final String FROM_B = "header=krbtgt/A.EXAMPLE@B.EXAMPLE";
  private static final String FROM_C = "header=krbtgt/A.EXAMPLE@C.EXAMPLE";
  private static final String ALICE = "client=alice@A.EXAMPLE";
  private static final String BOB = "client=bob@B.EXAMPLE";
  private static final String CAROL = "client=carol@C.EXAMPLE";
  private static final String WEB = "server=HTTP/www.a.example@A.EXAMPLE";
  private static final String TO_B = "server=krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String OPEN = "rules=allow *";
  private static final String LINEAGE = "refuse: the client is not of the realm that sent it";
  private static final String NEVER = "refuse: the service is never open to other realms";
  private static final String S4U = "refuse: a service acts for a user across realms";
  private static final String CLOSED = "closed: the service is not open to the realm";
  private static final String THIRD = "refuse: an anonymous user came through a third realm";
  private static final String STAYS = "refuse: the client stays at home";
  private static final String NO_DATABASE = "refuse: the database cannot be read";
  private static final String BLOCKED = "refuse: an administrator blocked the other realm, or all";
  private static final String ONWARD = "refuse: a client of another realm wants to go on";
  private static final String HOP = "refuse: the crossover leads to another realm than wanted";
  private static final String LOGGED_IN = "refuse: another realm logged in as its crossover";
  private static final String FROM_PROBE = "header=krbtgt/A.EXAMPLE@" + PROBE;
  private static final String PROBER = "client=probe@" + PROBE;
  private static final String TO_PROBE = "rules=allow " + PROBE;
  private static final String TREE = "EDU MIT.EDU ATHENA.MIT.EDU WASHINGTON.EDU CS.WASHINGTON.EDU";

  @TempDir static Path folder;
  private static Path driver;

  @BeforeAll
  static void compile() throws Exception {
    driver = new NativeBuild(folder).guardDriver();
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("B.EXAMPLE", "allow *", "open"),
        Arguments.of("B.EXAMPLE", "  allow   * ", "open"),
        Arguments.of("B.EXAMPLE", "deny *", "closed"),
        Arguments.of("B.EXAMPLE", "deny b.example, allow *", "closed"),
        Arguments.of("B.EXAMPLE", "allow b.example, deny *", "open"),
        Arguments.of("B.EXAMPLE", "allow B.Example", "open"),
        Arguments.of("B.EXAMPLE", "allow *.example", "open"),
        Arguments.of("B.EXAMPLE", "allow *.b.example", "closed"),
        Arguments.of("X.B.EXAMPLE", "allow *.b.example", "open"),
        Arguments.of("XB.EXAMPLE", "allow *.b.example", "closed"),
        Arguments.of("B.EXAMPLE", "allow c.example", "closed"),
        Arguments.of("B.EXAMPLE", "anonymous", "closed"),
        Arguments.of("B.EXAMPLE", "allow *, anonymous", "open"),
        Arguments.of(PROBE, "allow *", "closed"),
        Arguments.of(PROBE, "allow *.invalid", "closed"),
        Arguments.of(PROBE, "allow KXOVER-PROBE.INVALID", "open"),
        Arguments.of(PROBE, "deny *, allow kxover-probe.invalid", "open"),
        Arguments.of(PROBE, "deny kxover-probe.invalid, allow kxover-probe.invalid", "closed"),
        Arguments.of("B.EXAMPLE", "", "bad"),
        Arguments.of("B.EXAMPLE", " ", "bad"),
        Arguments.of("B.EXAMPLE", "allow", "bad"),
        Arguments.of("B.EXAMPLE", "allow *,", "bad"),
        Arguments.of("B.EXAMPLE", "allow *,,deny *", "bad"),
        Arguments.of("B.EXAMPLE", "allow * deny *", "bad"),
        Arguments.of("B.EXAMPLE", "allow*", "bad"),
        Arguments.of("B.EXAMPLE", "permit *", "bad"),
        Arguments.of("B.EXAMPLE", "Allow *", "bad"),
        Arguments.of("B.EXAMPLE", "allow *.", "bad"),
        Arguments.of("B.EXAMPLE", "allow *.*", "bad"),
        Arguments.of("B.EXAMPLE", "allow b..example", "bad"),
        Arguments.of("B.EXAMPLE", "allow b.example.", "bad"),
        Arguments.of("B.EXAMPLE", "allow b*.example", "bad"),
        Arguments.of("B.EXAMPLE", "allow b@example", "bad"),
        // A rule after the decision counts, too.
        Arguments.of("B.EXAMPLE", "allow *, nonsense", "bad"),
        Arguments.of("B.EXAMPLE", "allow " + "b".repeat(64) + ".example", "bad"),
        Arguments.of("B.EXAMPLE", "allow *" + ",deny *".repeat(584), "open"),
        Arguments.of("B.EXAMPLE", "allow *" + ",deny *".repeat(585), "bad"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rulesOfAService(String realm, String text, String expected) throws Exception {
    assertEquals(expected, run("rules\t" + realm + "\t" + text));
  }

  @Test
  void anonymousUsersNeedTheWordAndTheRealm() throws Exception {
    assertEquals("closed", run("anonymous\tB.EXAMPLE\tallow *"));
    assertEquals("open", run("anonymous\tB.EXAMPLE\tallow *, anonymous"));
    assertEquals("open", run("anonymous\tB.EXAMPLE\tanonymous,allow *"));
    assertEquals("closed", run("anonymous\tB.EXAMPLE\tallow c.example, anonymous"));
    assertEquals("closed", run("anonymous\tB.EXAMPLE\tanonymous"));
  }

  static Stream<Arguments> patterns() {
    return Stream.of(
        Arguments.of("HTTP/*", "HTTP/www.a.example", "yes"),
        Arguments.of("HTTP/*", "HTTP/www.a.example/more", "no"),
        Arguments.of("HTTP/*", "HTTP", "no"),
        Arguments.of("HTTP/*", "http/www.a.example", "no"),
        Arguments.of("*/*.a.example", "HTTP/www.a.example", "yes"),
        Arguments.of("*/*.a.example", "HTTP/www.b.example", "no"),
        Arguments.of("*/admin", "alice/admin", "yes"),
        Arguments.of("*/admin", "alice/administrator", "no"),
        Arguments.of("*/admin", "admin", "no"),
        Arguments.of("root", "root", "yes"),
        Arguments.of("root", "root/x", "no"),
        Arguments.of("r*t", "root", "yes"),
        Arguments.of("*o*t*", "root", "yes"),
        Arguments.of("*a*b*a", "xaxbxbxa", "yes"),
        Arguments.of("*a*b*a", "xaxbxbx", "no"),
        // A slash in a component is none between components.
        Arguments.of("HTTP/*", "HTTP\\/www.a.example", "no"),
        Arguments.of("*", "HTTP\\/www.a.example", "yes"),
        Arguments.of("", "HTTP", "bad"),
        Arguments.of("/", "HTTP", "bad"),
        Arguments.of("HTTP/", "HTTP", "bad"),
        Arguments.of("HTTP//x", "HTTP", "bad"),
        Arguments.of("HTTP/*@A.EXAMPLE", "HTTP", "bad"),
        Arguments.of("HTTP/* x", "HTTP", "bad"),
        Arguments.of("x".repeat(256), "HTTP", "bad"));
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void patternsOfNames(String pattern, String name, String expected) throws Exception {
    assertEquals(expected, run("pattern\t" + pattern + "\t" + name + "@A.EXAMPLE"));
  }

  static Stream<Arguments> transitedFields() {
    return Stream.of(
        Arguments.of("B.EXAMPLE", "B.EXAMPLE"),
        Arguments.of("B.EXAMPLE,C.EXAMPLE", "B.EXAMPLE C.EXAMPLE"),
        // RFC 4120 section 3.3.3.2
        Arguments.of("EDU,MIT.,ATHENA.,WASHINGTON.EDU,CS.", TREE),
        Arguments.of("/COM/HP,/APOLLO", "/COM/HP /COM/HP/APOLLO"),
        Arguments.of("/COM/HP, /COM/DEC", "/COM/HP /COM/DEC"),
        Arguments.of("EDU, MIT.", "EDU MIT."),
        Arguments.of(",B.EXAMPLE,,", "B.EXAMPLE"),
        Arguments.of("B\\,C.EXAMPLE", "B,C.EXAMPLE"),
        Arguments.of("\\", "bad"),
        Arguments.of("x".repeat(501), "bad"),
        Arguments.of("x,".repeat(33), "x ".repeat(32) + "bad"),
        Arguments.of("x".repeat(300) + "," + "y".repeat(300) + ".", "x".repeat(300) + "bad"));
  }

  @ParameterizedTest
  @MethodSource("transitedFields")
  void realmsOfATransitedField(String field, String expected) throws Exception {
    assertEquals(expected.replace(" ", ""), run("transited\t" + field).replace(" ", ""));
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        // Inside the realm.
        judged("pass", LOCAL, ALICE, WEB),
        judged("pass", LOCAL, "client=root@A.EXAMPLE", WEB, "home=root"),
        judged("pass", LOCAL, NOBODY, WEB),
        judged("pass", LOCAL, ALICE, WEB, "s4u=1"),
        judged("pass", LOCAL, ALICE, "server=krbtgt/A.EXAMPLE@A.EXAMPLE"),
        // The key of a crossover is another realm's, too.
        judged(LOGGED_IN, LOCAL, "client=krbtgt/B.EXAMPLE@A.EXAMPLE", WEB, OPEN),
        judged(LOGGED_IN, LOCAL, "client=krbtgt/B.EXAMPLE@A.EXAMPLE", TO_B),
        judged(LOGGED_IN, LOCAL, "client=krbtgt/NONE.EXAMPLE@A.EXAMPLE", WEB),
        judged("pass", LOCAL, "client=krbtgt/C.EXAMPLE@A.EXAMPLE", WEB),
        // Over a trust by hand.
        judged("pass", FROM_C, CAROL, WEB),
        judged("pass", FROM_C, "client=x@D.EXAMPLE", WEB),
        judged("pass", FROM_C, CAROL, WEB, "s4u=1"),
        judged("pass", FROM_C, CAROL, "server=krbtgt/A.EXAMPLE@A.EXAMPLE"),
        judged("pass", LOCAL, CAROL, WEB),
        judged("pass", LOCAL, "client=x@D.EXAMPLE", "transited=C.EXAMPLE", WEB),
        // Over ours.
        judged("grant", FROM_B, BOB, WEB, OPEN),
        judged("grant", FROM_B, BOB, WEB, "open=HTTP/*"),
        judged("grant", "header=HTTP/www.a.example@A.EXAMPLE", BOB, WEB, OPEN),
        judged(CLOSED, FROM_B, BOB, WEB),
        judged(CLOSED, FROM_B, BOB, WEB, "rules=deny *", "open=HTTP/*"),
        judged(CLOSED, FROM_B, BOB, WEB, "open=ldap/*"),
        judged(CLOSED, "header=HTTP/www.a.example@A.EXAMPLE", BOB, WEB),
        judged("refuse: the attribute kxover.open is not valid", FROM_B, BOB, WEB, "rules=x"),
        judged("refuse: the attribute kxover.open cannot be read", FROM_B, BOB, WEB, "rules=error"),
        judged("refuse: a setting in kdc.conf is not valid", FROM_B, BOB, WEB, OPEN, "invalid=1"),
        judged("pass", LOCAL, ALICE, WEB, "invalid=1"),
        // Lineage.
        judged(LINEAGE, FROM_B, "client=president@BANK.TEST", WEB, OPEN),
        judged(LINEAGE, FROM_B, ALICE, WEB, OPEN),
        judged(LINEAGE, FROM_B, CAROL, WEB, OPEN),
        judged(LINEAGE, FROM_B, "client=bob@b.example", WEB, OPEN),
        judged(LINEAGE, LOCAL, "client=x@BANK.TEST", "transited=B.EXAMPLE", WEB, OPEN),
        judged(LINEAGE, LOCAL, CAROL, "transited=B.EXAMPLE", WEB, OPEN),
        judged(LINEAGE, LOCAL, CAROL, "transited=EXAMPLE,B.", WEB, OPEN),
        judged(LINEAGE, LOCAL, ALICE, "transited=B.EXAMPLE", WEB, OPEN),
        judged("refuse: no crossover explains the ticket", LOCAL, "client=x@BANK.TEST", WEB, OPEN),
        judged(
            "refuse: the transited field cannot be read", LOCAL, CAROL, "transited=\\", WEB, OPEN),
        judged(
            "refuse: the transited field cannot be read", LOCAL, CAROL, "transited=?x", WEB, OPEN),
        // Anonymous.
        judged("grant", FROM_B, NOBODY, WEB, "rules=allow *, anonymous"),
        judged("grant", LOCAL, NOBODY, "transited=B.EXAMPLE", WEB, "rules=allow *, anonymous"),
        judged("closed: the service is not open to anonymous users", FROM_B, NOBODY, WEB, OPEN),
        judged(
            "closed: the service is not open to anonymous users",
            FROM_B,
            "client=WELLKNOWN/ANONYMOUS@B.EXAMPLE",
            WEB,
            OPEN),
        judged(
            "closed: the service is not open to anonymous users",
            FROM_B,
            NOBODY,
            WEB,
            "open=HTTP/*"),
        judged(THIRD, FROM_B, NOBODY, "transited=C.EXAMPLE", WEB, "rules=allow *, anonymous"),
        judged(
            THIRD, LOCAL, NOBODY, "transited=C.EXAMPLE,B.EXAMPLE", WEB, "rules=allow *, anonymous"),
        judged("pass", FROM_C, NOBODY, WEB),
        // S4U and additional tickets.
        judged(S4U, FROM_B, BOB, WEB, OPEN, "s4u=1"),
        judged(
            S4U, LOCAL, ALICE, WEB, OPEN, "s4u=1", second("HTTP/www.a.example", "bob@B.EXAMPLE")),
        judged("pass", LOCAL, ALICE, WEB, "s4u=1", second("HTTP/www.a.example", "carol@C.EXAMPLE")),
        judged("pass", LOCAL, ALICE, WEB, "s4u=1", second("HTTP/www.a.example", "eve@A.EXAMPLE")),
        judged("grant", FROM_B, BOB, WEB, OPEN, second("krbtgt/A.EXAMPLE", "alice@A.EXAMPLE")),
        judged(CLOSED, FROM_B, BOB, WEB, second("krbtgt/A.EXAMPLE", "alice@A.EXAMPLE")),
        // Onward.
        judged(NEVER, FROM_B, BOB, "server=krbtgt/C.EXAMPLE@A.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, TO_B, OPEN),
        judged(NEVER, FROM_B, BOB, "server=krbtgt/A.EXAMPLE@A.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, "server=krbtgt/A.EXAMPLE@B.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, "server=kadmin/changepw@A.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, "server=kiprop/kdc.a.example@A.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, WEB, "requested=kadmin/admin@A.EXAMPLE", OPEN),
        judged(NEVER, FROM_B, BOB, "server=kadmin/x@A.EXAMPLE", "requested=HTTP/x@A.EXAMPLE", OPEN),
        judged("grant", FROM_B, BOB, WEB, "requested=HTTP/alias.a.example@A.EXAMPLE", OPEN),
        // Out.
        judged("pass", LOCAL, ALICE, TO_B),
        judged("pass", LOCAL, ALICE, TO_B, "requested=HTTP/www.b.example@A.EXAMPLE"),
        judged("pass", LOCAL, NOBODY, TO_B),
        judged(STAYS, LOCAL, ALICE, TO_B, "stays=1"),
        judged(STAYS, LOCAL, "client=root@A.EXAMPLE", TO_B, "home=root"),
        judged(STAYS, LOCAL, ALICE, TO_B, "home=root", "name=root@A.EXAMPLE"),
        judged("pass", LOCAL, ALICE, TO_B, "home=root"),
        judged(
            "refuse: the client cannot be read from the database", LOCAL, ALICE, TO_B, "no_user=1"),
        judged("refuse: a setting in kdc.conf is not valid", LOCAL, ALICE, TO_B, "invalid=1"),
        judged(ONWARD, FROM_C, CAROL, TO_B),
        judged(ONWARD, LOCAL, CAROL, TO_B),
        judged("pass", FROM_C, CAROL, "server=krbtgt/C.EXAMPLE@A.EXAMPLE"),
        judged("pass", LOCAL, ALICE, "server=krbtgt/C.EXAMPLE@A.EXAMPLE", "stays=1"),
        judged(S4U, LOCAL, ALICE, TO_B, "s4u=1"),
        judged(HOP, LOCAL, ALICE, TO_B, "requested=krbtgt/X.B.EXAMPLE@A.EXAMPLE"),
        judged(
            HOP, LOCAL, ALICE, TO_B, "requested=HTTP/w.x.b.example@A.EXAMPLE", "host=X.B.EXAMPLE"),
        // Blocked.
        judged(BLOCKED, FROM_B, BOB, WEB, OPEN, "blocked=B.EXAMPLE"),
        judged(BLOCKED, "header=HTTP/www.a.example@A.EXAMPLE", BOB, WEB, OPEN, "blocked=B.EXAMPLE"),
        judged(BLOCKED, LOCAL, ALICE, "transited=B.EXAMPLE", WEB, OPEN, "blocked=B.EXAMPLE"),
        judged(BLOCKED, LOCAL, ALICE, TO_B, "blocked=B.EXAMPLE"),
        judged(BLOCKED, FROM_B, NOBODY, WEB, "rules=allow *, anonymous", "blocked=B.EXAMPLE"),
        judged(LOGGED_IN, LOCAL, "client=krbtgt/B.EXAMPLE@A.EXAMPLE", WEB, "blocked=B.EXAMPLE"),
        judged("pass", LOCAL, ALICE, WEB, "blocked=B.EXAMPLE"),
        judged("pass", FROM_C, CAROL, WEB, "blocked=B.EXAMPLE"),
        // The database fails.
        judged(NO_DATABASE, FROM_B, BOB, WEB, OPEN, "broken=B.EXAMPLE"),
        judged(NO_DATABASE, LOCAL, BOB, WEB, OPEN, "broken=B.EXAMPLE"),
        judged(NO_DATABASE, LOCAL, ALICE, TO_B, "broken=B.EXAMPLE"),
        judged(NO_DATABASE, "header=krbtgt/A.EXAMPLE@GONE", "client=x@GONE", WEB, OPEN),
        // The probe.
        judged("grant probe", FROM_PROBE, PROBER, "server=kxover-probe/open@A.EXAMPLE", TO_PROBE),
        judged(
            "closed probe: the service is not open to the realm",
            FROM_PROBE,
            PROBER,
            "server=kxover-probe/open@A.EXAMPLE",
            OPEN),
        judged(
            "closed probe: the service is not open to the realm",
            FROM_PROBE,
            PROBER,
            "server=kxover-probe/closed@A.EXAMPLE",
            TO_PROBE),
        judged(
            "closed probe: the service is not open to the realm",
            FROM_PROBE,
            PROBER,
            WEB,
            TO_PROBE),
        judged(
            "closed probe: the service is not open to the realm",
            FROM_PROBE,
            PROBER,
            WEB,
            "open=*/*"),
        judged(
            "refuse probe: the client is not of the realm that sent it",
            FROM_PROBE,
            BOB,
            "server=kxover-probe/open@A.EXAMPLE",
            TO_PROBE),
        judged(CLOSED, FROM_B, BOB, "server=kxover-probe/open@A.EXAMPLE", OPEN),
        judged(CLOSED, FROM_B, BOB, "server=kxover-probe/closed@A.EXAMPLE", "open=*/*"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void judges(String request, String expected) throws Exception {
    assertEquals(expected, run("judge\tours=B.EXAMPLE\thand=C.EXAMPLE\t" + request));
  }

  /** The driver checks by rules of its own what must hold for each judgement. */
  @Test
  void holdsForAllCombinations() throws Exception {
    String counts = NativeBuild.run(List.of(driver.toString(), "all")).strip();
    assertTrue(
        counts.matches("pass \\d{4,} grant \\d{2,} closed \\d{3,} refuse \\d{4,} inside \\d{2,}"),
        counts);
  }

  private static String second(String server, String client) {
    return "second=" + server + "@A.EXAMPLE\tsecond_client=" + client;
  }

  private static Arguments judged(String expected, String... words) {
    return Arguments.of(String.join("\t", words), expected);
  }

  private static String run(String command) throws Exception {
    Path input =
        Files.writeString(folder.resolve("command"), command + "\n", StandardCharsets.UTF_8);
    Process process =
        new ProcessBuilder(driver.toString())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text.strip();
  }
}
