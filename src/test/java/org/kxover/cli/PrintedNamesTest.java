package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Printable;

/** Names with characters that a terminal obeys, or that are not ASCII, in what kxover prints. */
class PrintedNamesTest extends DaemonCommandsFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jos\u00e9",
        "\u6797",
        "\ud83d\ude00",
        "a\nb",
        "a\rb",
        "a\u001b[2Jb",
        "a\u009b31mb",
        "a\u0000b",
        "a\u007fb",
        "a\u2028b",
        "a\u202eb",
        "a\"b\\c</script>"
      })
  void areOneLineOfAscii(String name) throws Exception {
    String json = Json.of(Map.of("client", name, "list", List.of(name)));
    assertTrue(json.matches("[ -~\n]+"), json);
    assertEquals(6, json.lines().count(), json);
    assertEquals(name, STRICT.readTree(json).get("client").textValue());

    daemon
        .failures()
        .happened(
            Event.of(EventType.QUESTION_ANSWERED, NOW, a.realm(), "asked for HTTP/" + name)
                .in(Role.CLIENT)
                .by(Optional.of("alice@A.EXAMPLE"))
                .failed(Optional.of(FailureReason.BOGUS)));
    assertEquals(0, run("status", "--json"), err.toString());
    assertTrue(out.toString().matches("[ -~\n]+"), out.toString());
    JsonNode failure = STRICT.readTree(out.toString()).findValue("failures").get(0);
    String text = Printable.line("asked for HTTP/" + name, 100);
    assertEquals(text, failure.get("reason").textValue());
    assertEquals(0, run("status"), err.toString());
    assertTrue(out.toString().lines().anyMatch(line -> line.strip().equals(text)), out + "");
    assertTrue(out.toString().matches("[ -~\n]+"), out.toString());
    assertTrue(!out.toString().contains("alice"), "no status has the user");
  }
}
