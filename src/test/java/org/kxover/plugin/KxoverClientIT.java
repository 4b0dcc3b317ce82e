package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The C code of the socket protocol, tested without a socket. */
class KxoverClientIT {
  private static final String HEAD = "kxover=1\nid=17\n";
  private static final String REFERRAL = HEAD + "result=referral\nrealm=B.EXAMPLE\n";
  private static final String LABEL = "a".repeat(63);
  private static final String LONGEST_REALM =
      LABEL + "." + LABEL + "." + LABEL + "." + "a".repeat(61);

  private static final String NOT_TEXT = "octet that is not printable ASCII";

  @TempDir static Path folder;
  private static Path driver;

  @BeforeAll
  static void compile() throws Exception {
    driver = new NativeBuild(folder).clientDriver();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        good(REFERRAL + "ttl=300\n\n", "17|referral|B.EXAMPLE|300|"),
        good(REFERRAL + "\n", "17|referral|B.EXAMPLE|0|"),
        good(
            "ttl=4294967295\nrealm=B\nresult=referral\nid=0\nkxover=1\n\n",
            "0|referral|B|4294967295|"),
        good(HEAD + "result=local\n\n", "17|local||0|"),
        good(HEAD + "result=none\nttl=60\n\n", "17|none||60|"),
        good(HEAD + "result=denied\nreason=a=b, c\n\n", "17|denied||0|a=b, c"),
        good(HEAD + "result=failed\nreason=\n\n", "17|failed||0|"),
        good("kxover=1\nid=18446744073709551615\nresult=none\n\n", "18446744073709551615|none||0|"),
        good(REFERRAL + "hint=x\nhint=y\nempty=\n\n", "17|referral|B.EXAMPLE|0|"),
        good(
            HEAD + "result=referral\nrealm=" + LONGEST_REALM + "\n\n",
            "17|referral|" + LONGEST_REALM + "|0|"),
        good(
            HEAD + "result=none\nreason=" + "r".repeat(1017) + "\n\n",
            "17|none||0|" + "r".repeat(1017)),
        good(REFERRAL + "\n" + HEAD + "result=none\n\n", "17|referral|B.EXAMPLE|0|\n17|none||0|"),
        good(REFERRAL, ""),
        good(padded(8192), "17|referral|B.EXAMPLE|0|"),
        lost(padded(8193)),
        badAnswer("result=none\nreason=" + "r".repeat(1018) + "\n", "line is too long"),
        lost("x".repeat(1_000_000)),
        Arguments.of("\n", "bad: kxover is missing"),
        Arguments.of("id=17\nresult=none\n\n", "17|bad: kxover is missing"),
        bad("kxover=1\nresult=none\n\n", "id is missing"),
        badAnswer("", "result is missing"),
        badAnswer("result=referral\n", "realm is missing"),
        badAnswer("result=none\nrealm=B.EXAMPLE\n", "realm without a referral"),
        bad("kxover=2\n", "unknown version of the protocol"),
        bad("kxover=\n", "unknown version of the protocol"),
        bad("kxover=1\nkxover=1\n", "a name comes twice"),
        bad(HEAD + "id=17\n", "a name comes twice"),
        badAnswer("result=referral\nrealm=B.EXAMPLE\nrealm=B.EXAMPLE\n", "a name comes twice"),
        badAnswer("ttl=1\nttl=1\n", "a name comes twice"),
        badAnswer("result=failed\nreason=\u00e9\u0080\n", NOT_TEXT),
        bad("id=\n", "bad id"),
        bad("id=017\n", "bad id"),
        bad("id=-1\n", "bad id"),
        bad("id= 1\n", "bad id"),
        bad("id=18446744073709551616\n", "bad id"),
        bad("id=0x10\n", "bad id"),
        bad("ttl=4294967296\n", "bad ttl"),
        bad("ttl=\n", "bad ttl"),
        bad("ttl=5m\n", "bad ttl"),
        bad("result=Referral\n", "bad result"),
        bad("result=\n", "bad result"),
        bad("result=referral \n", "bad result"),
        bad("realm=\n", "bad realm"),
        bad("realm=B EXAMPLE\n", "bad realm"),
        bad("realm=B/EXAMPLE\n", "bad realm"),
        bad("realm=B@EXAMPLE\n", "bad realm"),
        bad("realm=B_X.EXAMPLE\n", "bad realm"),
        bad("realm=.EXAMPLE\n", "bad realm"),
        bad("realm=B..EXAMPLE\n", "bad realm"),
        bad("realm=B.EXAMPLE.\n", "bad realm"),
        bad("realm=-B.EXAMPLE\n", "bad realm"),
        bad("realm=B-.EXAMPLE\n", "bad realm"),
        bad("realm=B.EXAMPLE-\n", "bad realm"),
        bad("realm=B\u00c9.EXAMPLE\n", NOT_TEXT),
        bad("realm=" + LABEL + "a.EXAMPLE\n", "bad realm"),
        bad("realm=" + LONGEST_REALM + "a\n", "bad realm"),
        bad("realm=B\u0000.EXAMPLE\n", NOT_TEXT),
        bad("kxover=1\r\n", NOT_TEXT),
        bad("reason=\u001b[31m\n", NOT_TEXT),
        bad("reason=\u007f\n", NOT_TEXT),
        bad("reason=\t\n", NOT_TEXT),
        bad("kxover 1\n", "line is not name=value"),
        bad("=1\n", "line is not name=value"),
        bad("HTTP/1.1 200 OK\n", "line is not name=value"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void parsesAnswersInPiecesOfAnySize(String octets, String expected) throws Exception {
    for (int piece : new int[] {1, 2, 7, 1000, 2_000_000}) {
      String limit = Integer.toString(piece);
      assertEquals(expected, pipe(octets, "parse", limit).strip(), "pieces of " + piece);
    }
  }

  /** After a bad answer, the other answers on the connection are still used. */
  @Test
  void keepsWhatCameBeforeAndAfterAnError() throws Exception {
    String octets = REFERRAL + "\n" + "kxover=1\nid=x\n\n" + REFERRAL + "\n";
    assertEquals(
        "17|referral|B.EXAMPLE|0|\nbad: bad id\n17|referral|B.EXAMPLE|0|",
        pipe(octets, "parse", "5").strip());
  }

  static Stream<String> fieldsOfAnAnswer() {
    return Stream.of("kxover", "id", "result", "realm", "ttl", "reason", "later");
  }

  @ParameterizedTest
  @MethodSource("fieldsOfAnAnswer")
  void anyOctetInAFieldCostsOneAnswer(String field) throws Exception {
    StringBuilder octets = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int octet = 0; octet < 256; octet++) {
      octets.append(HEAD).append("result=failed\n");
      octets.append(field).append("=x").append((char) octet).append("y\n\n");
      octets.append("kxover=1\nid=").append(1000 + octet).append("\nresult=none\n\n");
      expected.append(1000 + octet).append("|none||0|\n");
    }
    String parsed = pipe(octets.toString(), "parse", "4096");
    String good =
        parsed.lines().filter(line -> line.contains("|none|")).collect(Collectors.joining("\n"));
    assertEquals(expected.toString().strip(), good);
    long bad = parsed.lines().filter(line -> line.contains("bad: ")).count();
    // A reason, or a field of a later version, may have the 95 printable ASCII octets.
    assertEquals(List.of("reason", "later").contains(field) ? 161 : 256, bad);
  }

  @Test
  void survivesChangedOctets() throws Exception {
    String octets = REFERRAL + "ttl=300\n\n" + HEAD + "result=denied\nreason=policy\n\n";
    String report = pipe(octets, "fuzz", "1", "20000").strip();
    assertTrue(report.endsWith("of 20000 refused"), report);
  }

  @Test
  void buildsTheRequest() throws Exception {
    assertEquals(
        "kxover=1\nid=17\nrealm=A.EXAMPLE\nservice=HTTP/www.b.example\nclient=alice@A.EXAMPLE\n\n",
        build(8192, "A.EXAMPLE", "HTTP/www.b.example", "alice@A.EXAMPLE"));
  }

  @Test
  void leavesAnUnknownClientOut() throws Exception {
    assertEquals(
        "kxover=1\nid=17\nrealm=A.EXAMPLE\nservice=host/www.b.example\n\n",
        build(8192, "A.EXAMPLE", "host/www.b.example"));
  }

  static Stream<Arguments> forgeries() {
    return Stream.of(
        Arguments.of("A.EXAMPLE", "host/x\nrealm=EVIL", "alice"),
        Arguments.of("A.EXAMPLE", "host/x\u007f", "alice"),
        Arguments.of("A.EXAMPLE", "", "alice"),
        Arguments.of("A.EXAMPLE\r", "host/x", "alice"),
        Arguments.of("", "host/x", "alice"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void refusesValuesThatCouldForgeALine(String realm, String service, String client)
      throws Exception {
    assertEquals("error EINVAL", build(8192, realm, service, client).strip());
  }

  /** Users choose their names, so a client name must never make a request fail. */
  @Test
  void noNameOfAClientIsRefused() throws Exception {
    assertClient("ali\\x0ace", "ali\nce");
    assertClient("ali\\x7fce\\x01", "ali\u007fce\u0001");
    assertClient("ali\\\\x7fce", "ali\\\\x7fce");
    String longest = "c".repeat(1024 - "client=".length() - 3);
    assertClient(longest, longest);
    assertClient(longest + "...", longest + "c".repeat(4));
    assertClient(longest + "...", longest + "c".repeat(60_000));
    assertClient(longest.substring(3) + "...", longest.substring(3) + "\n\n");
    assertFalse(build(8192, "A.EXAMPLE", "host/x", "").contains("client="));
  }

  /** The realm decides who may go out, so the name before it is cut. */
  @Test
  void cutsALongNameBeforeItsRealm() throws Exception {
    String realm = "@A.EXAMPLE";
    String longest = "c".repeat(1024 - "client=".length() - realm.length());
    assertClient(longest + realm, longest + realm);
    assertClient(longest.substring(3) + "..." + realm, longest + "c" + realm);
    assertClient(longest.substring(3) + "..." + realm, longest + "\\@" + realm);
    String escaped = "\\@".repeat(1000);
    String cut = escaped.substring(0, longest.length() - 3);
    assertClient(cut + "..." + realm, escaped + realm);
    assertClient("\\x01".repeat(251) + "...@C.EXAMPLE", "\1".repeat(300) + "@C.EXAMPLE");
    // No realm of ours is that long.
    assertClient("x...", "x@" + "R".repeat(1100));
  }

  private static void assertClient(String expected, String name) throws Exception {
    String request = build(8192, "A.EXAMPLE", "host/x", name);
    assertTrue(request.endsWith("\nclient=" + expected + "\n\n"), request);
  }

  @Test
  void refusesLinesAboveTheLimit() throws Exception {
    String longest = "s".repeat(1024 - "service=".length());
    assertTrue(build(8192, "A", longest).endsWith(longest + "\n\n"));
    assertEquals("error EMSGSIZE", build(8192, "A", longest + "s").strip());
  }

  @Test
  void neverWritesBeyondTheRoomGiven() throws Exception {
    String request = build(8192, "A.EXAMPLE", "host/x", "alice");
    assertEquals(request, build(request.length(), "A.EXAMPLE", "host/x", "alice"));
    for (int size = 1; size < request.length(); size++) {
      assertEquals("error EMSGSIZE", build(size, "A.EXAMPLE", "host/x", "alice").strip());
    }
  }

  private static void cache(String expected, String... commands) throws Exception {
    assertEquals(expected, pipe(String.join("\n", commands) + "\n", "cache").strip());
  }

  @Test
  void aReferralIsKeptForItsTime() throws Exception {
    String keep = "keep 1000 A HTTP/www.b.example referral B.EXAMPLE 2";
    cache("B.EXAMPLE", keep, "find 2999 A HTTP/www.b.example");
    cache("-", keep, "find 3000 A HTTP/www.b.example");
    cache("-", keep, "find 1000 A HTTP/ftp.b.example");
    cache("-", keep, "find 1000 C HTTP/www.b.example");
    cache("-", keep, "forget", "find 1000 A HTTP/www.b.example");
    cache("-", "keep 0 A x referral B 4294967295", "find 300000 A x");
    cache("-", "keep 0 A x referral B 0", "find 0 A x");
  }

  @Test
  void theLastAnswerCounts() throws Exception {
    cache("C", "keep 0 A x referral B 9", "keep 0 A x referral C 1", "find 0 A x");
    for (String other : List.of("none", "denied", "failed", "local", "referral")) {
      cache("-", "keep 0 A x referral B 9", "keep 0 A x " + other + " B 0", "find 0 A x");
    }
  }

  @Test
  void keepsNoMoreThanItHasRoomFor() throws Exception {
    cache("300", "fill 0 300 300", "count 0 300");
    int kept = Integer.parseInt(pipe("fill 0 100000 300\ncount 0 100000\n", "cache").strip());
    assertTrue(kept > 900 && kept <= 1024, "kept " + kept);
  }

  private static Arguments good(String octets, String answers) {
    return Arguments.of(octets, answers);
  }

  /** A message without a readable id. */
  private static Arguments bad(String octets, String error) {
    return Arguments.of(octets.endsWith("\n\n") ? octets : octets + "\n", "bad: " + error);
  }

  /** An invalid answer to question 17. */
  private static Arguments badAnswer(String lines, String error) {
    return Arguments.of(HEAD + lines + "\n", "17|bad: " + error);
  }

  /** A message that is too long, so that the parser cannot continue. */
  private static Arguments lost(String octets) {
    return Arguments.of(octets, "lost: message is too long");
  }

  /** A referral of that many octets, padded with unknown fields. */
  private static String padded(int octets) {
    StringBuilder message = new StringBuilder(REFERRAL);
    while (octets - message.length() > 1000) {
      message.append("x=").append("y".repeat(500)).append('\n');
    }
    message.append("x=").append("y".repeat(octets - message.length() - 2)).append("\n\n");
    return message.toString();
  }

  private static String build(int size, String... values) throws Exception {
    String[] arguments =
        Stream.concat(Stream.of("build", "" + size, "17"), Stream.of(values))
            .toArray(String[]::new);
    return pipe("", arguments);
  }

  private static String pipe(String input, String... arguments) throws Exception {
    Path octets = Files.createTempFile(folder, "input", "");
    Files.writeString(octets, input, StandardCharsets.ISO_8859_1);
    List<String> command =
        Stream.concat(Stream.of(driver.toString()), Stream.of(arguments)).toList();
    Path output = Files.createTempFile(folder, "output", "");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(octets.toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true)
            .start();
    String text = process.waitFor() + " " + Files.readString(output, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("0 "), text);
    return text.substring(2);
  }
}
