package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** What the guard tells kxoverd of its refusals. Runs its C code without a KDC. */
class GuardRefusalsIT {
  private static final String CLOSED = "HTTP/www.a.example@A.EXAMPLE";
  private static final String OPEN = "HTTP/open.a.example@A.EXAMPLE";
  private static final String UNKNOWN_SERVICE = "-1765328377 LOOKING_UP_SERVER";
  private static final int MOST_IN_A_SECOND = 100;

  @TempDir static Path build;
  private static String driver;

  @TempDir Path folder;

  @BeforeAll
  static void compile() throws Exception {
    driver = new NativeBuild(build).guardCheckDriver().toString();
  }

  @BeforeEach
  void settings() throws Exception {
    writeSettings("socket = " + socket());
  }

  @Test
  void aRefusalIsOneLine() throws Exception {
    assertEquals(
        List.of(
            "refused service=HTTP/www.a.example@A.EXAMPLE client=bob@B.EXAMPLE reason=closed"
                + " mode=enforce",
            UNKNOWN_SERVICE),
        check("each", 1, CLOSED, "bob@B.EXAMPLE"));
    assertEquals(
        List.of(
            "refused service=HTTP/open.a.example@A.EXAMPLE client=president@BANK.TEST"
                + " reason=lineage mode=enforce",
            "-1765328372 REFUSED_BY_POLICY"),
        check("each", 1, OPEN, "president@BANK.TEST"));
    assertEquals(List.of("0 granted"), check("each", 1, OPEN, "bob@B.EXAMPLE"));
  }

  @Test
  void whatIsOnlyObservedSaysSo() throws Exception {
    writeSettings("guard = observe\n    socket = " + socket());
    assertEquals(
        List.of(
            "refused service=HTTP/www.a.example@A.EXAMPLE client=bob@B.EXAMPLE reason=closed"
                + " mode=observe",
            "0 granted"),
        check("each", 1, CLOSED, "bob@B.EXAMPLE"));
  }

  /** Names come from outside, and blanks end fields. */
  @Test
  void noNameBreaksTheLine() throws Exception {
    String client = "a b=c\\nd\u00e9\\@x\u001b";
    String told = check("each", 1, CLOSED, client + "@B.EXAMPLE").get(0);
    assertEquals(
        "refused service=HTTP/www.a.example@A.EXAMPLE"
            + " client=a\\x20b=c\\nd\\xc3\\xa9\\@x\\x1b@B.EXAMPLE reason=closed mode=enforce",
        told);
  }

  @Test
  void aLongNameIsCutBeforeItsRealm() throws Exception {
    String longest = "c".repeat(440 - "@B.EXAMPLE".length());
    String whole = check("each", 1, CLOSED, longest + "@B.EXAMPLE").get(0);
    assertTrue(whole.contains(" client=" + longest + "@B.EXAMPLE "), whole);
    String cut = check("each", 1, CLOSED, longest + "c@B.EXAMPLE").get(0);
    assertTrue(cut.contains(" client=" + longest.substring(3) + "...@B.EXAMPLE "), cut);
    String service = "HTTP/" + "\u00e9".repeat(5000);
    String most = check("each", 1, service, "\u00e9".repeat(5000) + "@" + "R".repeat(700)).get(0);
    assertTrue(most.length() <= 1024, most);
    assertTrue(
        most.matches(
            "refused service=HTTP/(\\\\x..)+\\.\\.\\.@A\\.EXAMPLE client=(\\\\x..)+\\.\\.\\. .*"),
        most);
  }

  @Test
  void nobodyListens() throws Exception {
    assertEquals(List.of(UNKNOWN_SERVICE), check("never", 1000, CLOSED, "bob@B.EXAMPLE"));
  }

  /** The KDC never waits for kxoverd: here nobody reads before the last request. */
  @Test
  void aFullQueueLosesThem() throws Exception {
    int requests = 3000;
    List<String> lines = check("late", requests, CLOSED, "bob@B.EXAMPLE");
    assertTrue(lines.size() > 1 && lines.size() < requests, lines.size() + " lines");
    assertEquals(UNKNOWN_SERVICE, lines.get(lines.size() - 1));
  }

  @Test
  void aFloodIsBounded() throws Exception {
    long start = System.nanoTime();
    int told = check("each", 20_000, CLOSED, "bob@B.EXAMPLE").size() - 1;
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 2;
    assertTrue(told >= MOST_IN_A_SECOND, told + " datagrams");
    assertTrue(told <= MOST_IN_A_SECOND * seconds, told + " datagrams in " + seconds + " s");
  }

  @Test
  void aPathThatIsTooLongTellsNobodyAndRefuses() throws Exception {
    writeSettings("socket = " + "/s".repeat(50));
    assertEquals(List.of(UNKNOWN_SERVICE), check("each", 1, CLOSED, "bob@B.EXAMPLE"));
    writeSettings("socket = s");
    assertEquals(List.of(UNKNOWN_SERVICE), check("each", 1, CLOSED, "bob@B.EXAMPLE"));
  }

  /** The rules are read once for each ticket. The sanitizer finds what is not freed. */
  @Test
  void aSecondTicketLeaksNothing() throws Exception {
    assertEquals(List.of("0 granted"), check("each", 3, OPEN, "bob@B.EXAMPLE", "bob@B.EXAMPLE"));
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private void writeSettings(String lines) throws IOException {
    Files.writeString(
        folder.resolve("krb5.conf"),
        "[libdefaults]\n    default_realm = A.EXAMPLE\n[kxover]\n    " + lines + "\n");
  }

  private List<String> check(String how, int count, String service, String... clients)
      throws IOException {
    Path refusals = folder.resolve("s.refusals");
    Files.deleteIfExists(refusals);
    List<String> arguments =
        new ArrayList<>(List.of(how, refusals.toString(), Integer.toString(count), service));
    arguments.addAll(List.of(clients));
    return new LabCommand(folder, driver, arguments.toArray(String[]::new))
        .env(Map.of("KRB5_CONFIG", folder.resolve("krb5.conf").toString()))
        .run()
        .lines()
        .toList();
  }
}
