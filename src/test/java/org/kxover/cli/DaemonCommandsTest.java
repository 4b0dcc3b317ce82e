package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The orders to a daemon, over a real control socket. */
class DaemonCommandsTest extends DaemonCommandsFixture {
  @Test
  void ordersPrintTheirResult() throws Exception {
    assertEquals(0, run("cross", "B.EXAMPLE"), err.toString());
    assertEquals("wrote krbtgt/B.EXAMPLE@A.EXAMPLE\n", out.toString());
    assertEquals(0, run("cross", "B.EXAMPLE", "--json"), err.toString());
    assertEquals("done", STRICT.readTree(out.toString()).get("result").textValue());
    assertEquals(1, run("renew", "B.EXAMPLE"));
    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("kxover renew: internal error"), err.toString());
    assertEquals(1, run("renew", "B.EXAMPLE", "--json"));
    assertEquals("failed", STRICT.readTree(out.toString()).get("result").textValue());
    assertEquals(2, run("cross", "B.EXAMPLE", "--realm", "Q.EXAMPLE"));
    assertTrue(err.toString().contains("Q.EXAMPLE is not served here"), err.toString());
    assertEquals(0, run("cross", "B.EXAMPLE", "--realm", "A.EXAMPLE"));
  }

  @Test
  void dropExplainsAndAsksFirst() {
    world();
    typed = Optional.of("n");
    assertEquals(1, run("drop", "B.EXAMPLE"));
    assertTrue(err.toString().contains("krbtgt/B.EXAMPLE@A.EXAMPLE, kvno 3: "), err.toString());
    assertTrue(err.toString().contains("are refused here at once"), err.toString());
    assertTrue(err.toString().endsWith("nothing was deleted\n"), err.toString());
    typed = Optional.of("");
    assertEquals(1, run("drop", "B.EXAMPLE"));
    assertEquals(List.of("read B.EXAMPLE", "read B.EXAMPLE"), a.orders);
    a.orders.clear();

    typed = Optional.of("y");
    assertEquals(0, run("drop", "B.EXAMPLE", "--direction", "out"), err.toString());
    assertFalse(err.toString().contains("krbtgt/A.EXAMPLE@B.EXAMPLE"), err.toString());
    assertEquals(List.of("read B.EXAMPLE", "drop B.EXAMPLE CLIENT"), a.orders);
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE: deleted\n", out.toString());
    assertEquals(3, questions.size());
  }

  @Test
  void bothDirectionsCanBeNamed() throws Exception {
    assertEquals(0, run("drop", "B.EXAMPLE", "--direction", "both", "--yes"), err.toString());
    assertEquals(List.of("drop B.EXAMPLE CLIENT", "drop B.EXAMPLE SERVICE"), a.orders);
  }

  @Test
  void withoutATerminalDropNeedsYes() throws Exception {
    assertEquals(2, run("drop", "B.EXAMPLE"));
    assertTrue(err.toString().contains("--yes"), err.toString());
    assertEquals(List.of("read B.EXAMPLE"), a.orders);
    questions.clear();
    assertEquals(0, run("drop", "B.EXAMPLE", "--yes", "--json"), err.toString());
    assertEquals(List.of(), questions);
    JsonNode dropped = STRICT.readTree(out.toString()).get("dropped");
    assertEquals("deleted", dropped.get(0).get("outcome").textValue());
    assertEquals("in", dropped.get(1).get("direction").textValue());
    assertEquals("absent", dropped.get(1).get("outcome").textValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross",
        "cross b..example",
        "cross B.EXAMPLE C.EXAMPLE",
        "cross B.EXAMPLE --direction out",
        "drop",
        "drop B.EXAMPLE --direction sideways",
        "drop B.EXAMPLE --yes=maybe",
        "status B.EXAMPLE --realm -",
        "status --limit 0",
        "status --limit 10001",
        "status --peer [a]",
        "status --peer=",
        "status B.EXAMPLE --peer *",
        "status B.EXAMPLE --after C.EXAMPLE",
        "status --after b..example",
        "status --ending-before yesterday",
        "status --ending-before 2026-02-30",
        "renew --json"
      })
  void aWrongCommandLineIsExitCode2AndOrdersNothing(String line) {
    assertEquals(2, run(line.split(" ")), out + "" + err);
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals(List.of(), a.orders);
  }

  @Test
  void aStoppedDaemonIsExitCode3() throws Exception {
    daemon.close();
    for (String verb : List.of("cross", "renew", "drop", "status")) {
      assertEquals(3, run(verb, "B.EXAMPLE"), err.toString());
      assertTrue(err.toString().startsWith("kxover " + verb + ": no kxoverd at " + daemon.path()));
      assertEquals(1, err.toString().lines().count());
    }
    assertEquals(3, run("status", "--json"));
    assertEquals("", out.toString());
  }

  /** An error in the settings file must not prevent an administrator from reading the status. */
  @Test
  void theSocketOptionReplacesTheSettings() throws Exception {
    Files.writeString(config, "nonsense\n");
    assertEquals(1, run("status"));
    assertEquals(0, run("status", "--socket", daemon.path().toString()), err.toString());
  }
}
