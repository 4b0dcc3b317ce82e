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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.kadmin.ChildException.Kind;
import org.kxover.kdb.kadmin.KadminChild.Reply;

/** A child that follows the protocol, and children that do not. */
class KadminChildTest {
  private static final byte[] SECRET = PASSWORD.getBytes(StandardCharsets.US_ASCII);
  private static final Duration SOON = Duration.ofMillis(300);

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
    List<ProcessHandle> running = ProcessHandle.current().children().toList();
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
    KadminProcess.setEnvironment(environment, Map.of("KRB5_CONFIG", "/etc/other.conf"));
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
