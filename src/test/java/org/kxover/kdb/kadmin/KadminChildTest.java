package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.PASSWORD;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.kadmin.ChildException.Kind;
import org.kxover.kdb.kadmin.KadminChild.Reply;
import org.kxover.lab.NewChildren;

/** A child that follows the protocol, and children that do not. */
class KadminChildTest {
  private final NewChildren children = new NewChildren();

  private static final byte[] SECRET = PASSWORD.getBytes(StandardCharsets.US_ASCII);
  private static final Duration SOON = Duration.ofMillis(300);
  private static final int READ_AHEAD = 8192;

  private static KadminChild start(Map<String, String> environment) throws Exception {
    return KadminChild.start(FakeKadmin.settings(environment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void tellsTheOutputsOfEachRequestApart(String editor) throws Exception {
    try (KadminChild child = start(Map.of("FAKE_EDITOR", editor))) {
      for (int i = 0; i < 15; i++) {
        assertEquals(new Reply("hello " + i + "\n", ""), child.run("say hello " + i));
        assertEquals(new Reply("", "no " + i + "\n"), child.run("fail no " + i));
        assertEquals(new Reply("on stdout\n", "on stderr\n"), child.run("both"));
      }
      String text = "long ".repeat(200).strip();
      assertEquals(new Reply(text + "\n", ""), child.run("say " + text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void givesThePasswordWhenAskedOnly(String editor) throws Exception {
    try (KadminChild child = start(Map.of("FAKE_EDITOR", editor))) {
      assertEquals(new Reply("done\n", ""), child.run("ask " + A_TO_B, A_TO_B, SECRET));
      assertEquals(new Reply("", "no\n"), child.run("fail no", A_TO_B, SECRET));
      assertEquals(new Reply("done\n", ""), child.run("ask " + A_TO_B, A_TO_B, SECRET));
      assertEquals(new Reply("still there\n", ""), child.run("say still there"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tell", "tell2", "askdie"})
  void aPasswordThatTheChildPrintsIsNotInTheError(String request) throws Exception {
    try (KadminChild child = start(Map.of())) {
      ChildException e =
          assertThrows(
              ChildException.class, () -> child.run(request + " " + A_TO_B, A_TO_B, SECRET));
      assertFalse(e.toString().contains(PASSWORD), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"askother x", "askonce krbtgt/B.EXAMPLE@A.EXAMPLE", "hang"})
  void unexpectedQuestionIsNotAnswered(String request) throws Exception {
    try (KadminChild child = KadminChild.start(FakeKadmin.settings(SOON, 0, Map.of()))) {
      ChildException e =
          assertThrows(ChildException.class, () -> child.run(request, A_TO_B, SECRET));
      assertEquals(Kind.UNUSABLE, e.kind());
      assertEquals("no answer in time", e.getMessage());
    }
  }

  @Test
  void anEndedChildIsReported() throws Exception {
    try (KadminChild child = start(Map.of())) {
      ChildException e = assertThrows(ChildException.class, () -> child.run("die"));
      assertEquals(Kind.ENDED, e.kind());
      assertEquals("it ended with status 3; it said: Killed by a bug", e.getMessage());
      e = assertThrows(ChildException.class, () -> child.run("say hello"));
      assertEquals(Kind.ENDED, e.kind());
      assertFalse(child.isAlive());
    }
    try (KadminChild child = start(Map.of())) {
      ChildException e = assertThrows(ChildException.class, () -> child.run("silent"));
      assertEquals("it ended with status 0", e.getMessage());
    }
  }

  @Test
  void hangingChildIsGivenUpAndKilled() throws Exception {
    KadminChild child = KadminChild.start(FakeKadmin.settings(SOON, 0, Map.of()));
    ChildException e = assertThrows(ChildException.class, () -> child.run("hang"));
    assertEquals(Kind.UNUSABLE, e.kind());
    assertEquals("no answer in time", e.getMessage());
    List<ProcessHandle> running = children.running();
    child.kill();
    for (ProcessHandle process : running) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
    assertFalse(child.isAlive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"flood", "flood2"})
  void tooMuchOutputIsAnError(String request) throws Exception {
    try (KadminChild child = start(Map.of())) {
      ChildException e = assertThrows(ChildException.class, () -> child.run(request));
      assertEquals(Kind.UNUSABLE, e.kind());
      assertTrue(e.getMessage().startsWith("it printed more than 1048576 octets"));
      assertTrue(e.getMessage().length() < 500, e.getMessage());
    }
  }

  /** Ten times what is read ahead, so that the child has to wait for the reader. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void longOutputIsReadLineByLine(String editor) throws Exception {
    try (KadminChild child =
        KadminChild.start(FakeKadmin.settings(Map.of("FAKE_EDITOR", editor)), READ_AHEAD)) {
      child.begin("many 10000");
      for (int i = 1; i <= 10_000; i++) {
        assertEquals(Optional.of("line " + i), child.nextLine(1));
      }
      assertEquals(Optional.empty(), child.nextLine(1));
      assertEquals(Optional.empty(), child.nextLine(1));
      assertEquals("", child.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void noLinesAndAnErrorAreTheEndToo(String editor) throws Exception {
    for (String request : List.of("fail no", "both")) {
      try (KadminChild child = start(Map.of("FAKE_EDITOR", editor))) {
        child.begin(request);
        if (request.equals("both")) {
          assertEquals(Optional.of("on stdout"), child.nextLine(1));
        }
        assertEquals(Optional.empty(), child.nextLine(1));
        assertEquals(request.equals("both") ? "on stderr\n" : "no\n", child.errors());
      }
    }
  }

  private static ChildException failure(KadminChild child, String request) throws Exception {
    child.begin(request);
    return assertThrows(
        ChildException.class,
        () -> {
          while (child.nextLine(1).isPresent()) {
            // The failure is at the end.
          }
        });
  }

  @Test
  void anIncompleteListingIsAnError() throws Exception {
    try (KadminChild child = start(Map.of())) {
      assertEquals(Kind.UNUSABLE, failure(child, "cut").kind());
    }
    try (KadminChild child = start(Map.of())) {
      assertEquals(Kind.ENDED, failure(child, "die").kind());
    }
    try (KadminChild child = KadminChild.start(FakeKadmin.settings(SOON, 0, Map.of()))) {
      assertEquals("no answer in time", failure(child, "hang").getMessage());
    }
    try (KadminChild child = KadminChild.start(FakeKadmin.settings(Map.of()), READ_AHEAD)) {
      ChildException e = failure(child, "say " + "x".repeat(READ_AHEAD));
      assertTrue(e.getMessage().startsWith("it printed more than 8192 octets"), e.getMessage());
    }
  }

  @Test
  void aChildThatWaitsForItsReaderCanBeKilled() throws Exception {
    KadminChild child = KadminChild.start(FakeKadmin.settings(Map.of()), READ_AHEAD);
    child.begin("flood");
    assertEquals(Optional.of("flood"), child.nextLine(1));
    List<ProcessHandle> running = children.running();
    child.kill();
    for (ProcessHandle process : running) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
    assertFalse(child.isAlive());
  }

  @Test
  void anEchoOfAnotherRequestIsAnError() throws Exception {
    try (KadminChild child = start(Map.of("FAKE_EDITOR", "1"))) {
      // Two lines instead of one, which the daemon never sends, to get an unexpected echo.
      ChildException e =
          assertThrows(ChildException.class, () -> child.run("say hello\nsay other"));
      assertEquals(Kind.UNUSABLE, e.kind());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"die", "hang", "flood"})
  void childThatDoesNotStart(String how) {
    ChildException e =
        assertThrows(
            ChildException.class,
            () -> KadminChild.start(FakeKadmin.settings(SOON, 0, Map.of("FAKE_START", how))));
    assertEquals(Kind.NOT_STARTED, e.kind());
  }

  @Test
  void carriageReturnBeforeTheEndOfALineIsNoPartOfIt() throws Exception {
    try (KadminChild child = start(Map.of("FAKE_RETURN", "1"))) {
      assertEquals(new Reply("", "no\n"), child.run("fail no"));
      assertEquals(new Reply("hello\n", ""), child.run("say hello"));
    }
  }

  @Test
  void ourLanguageAndTimeZoneAreNotInherited() {
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "PATH", "/bin",
                "LANG", "de_DE.UTF-8",
                "LANGUAGE", "de",
                "LC_MESSAGES", "de_DE.UTF-8",
                "LC_ALL", "de_DE.UTF-8",
                "TZ", "Asia/Tokyo",
                "LD_PRELOAD", "/tmp/other.so",
                "KRB5_TRACE", "/dev/stderr"));
    KadminEnvironment.set(environment, Map.of("KRB5_CONFIG", "/etc/other.conf"));
    assertEquals("C", environment.get("LC_ALL"));
    assertEquals("UTC", environment.get("TZ"));
    assertEquals("/bin", environment.get("PATH"));
    assertEquals("/etc/other.conf", environment.get("KRB5_CONFIG"));
    for (String name : List.of("LANG", "LANGUAGE", "LC_MESSAGES", "LD_PRELOAD", "KRB5_TRACE")) {
      assertFalse(environment.containsKey(name), name);
    }
  }

  @Test
  void aWarningAtTheStartIsIgnored() throws Exception {
    try (KadminChild child = start(Map.of("FAKE_START", "warn"))) {
      assertEquals(new Reply("hello\n", ""), child.run("say hello"));
    }
  }
}
