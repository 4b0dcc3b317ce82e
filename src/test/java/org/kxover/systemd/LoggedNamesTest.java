package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.event.Event;
import org.kxover.event.EventLog;
import org.kxover.event.EventType;
import org.kxover.kerberos.Realm;
import org.kxover.lab.CapturedLog;
import org.slf4j.LoggerFactory;

/** Names with characters that a terminal obeys, or that are not ASCII, stay in their line. */
class LoggedNamesTest {
  private static ILoggingEvent line(Runnable logs) {
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      logs.run();
      assertEquals(1, log.lines().size());
      return log.lines().get(0);
    }
  }

  private static String plain(ILoggingEvent line) {
    String text = Logging.plain(new LoggerContext()).doLayout(line);
    assertTrue(text.endsWith("\n"), text);
    return text.substring(0, text.length() - 1);
  }

  private static List<String> journal(ILoggingEvent line) {
    byte[] entry = JournalAppender.entry(line).encoded();
    return new String(entry, StandardCharsets.UTF_8).lines().toList();
  }

  /** Each character that is not printable ASCII is escaped, in the text and in each field. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jos\u00e9",
        "\u6797",
        "\ud83d\ude00",
        "a\nMESSAGE=forged",
        "a\r2026-11-30 INFO forged",
        "a\u001b[2J\u001b]0;title\u0007",
        "a\u009b31m",
        "a\u0000b",
        "a\u007f\b",
        "a\u2028b\u2029c\u0085d",
        "a\u202egnp.exe",
        "a\ufeff",
        "a\t\"b\" \\c\\n"
      })
  void ofAnEvent(String name) {
    ILoggingEvent line =
        line(
            () ->
                new EventLog()
                    .happened(
                        Event.of(
                                EventType.QUESTION_ANSWERED,
                                Instant.EPOCH,
                                new Realm("A.EXAMPLE"),
                                "asked for HTTP/" + name + ": none")
                            .with(Optional.of(name))
                            .by(Optional.of(name + "@A.EXAMPLE"))));
    assertTrue(plain(line).matches("[ -~]+; client [ -~]*@A\\.EXAMPLE"), plain(line));
    List<String> fields = journal(line);
    assertEquals(11, fields.size(), fields::toString);
    for (String field : fields) {
      assertTrue(field.matches("[A-Z_]+=[ -~]*"), field);
    }
  }

  /** The second safeguard: text that no caller made printable ends no line and moves no cursor. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\u001b", "\u009b", "\u0000", "\u007f", "\u0085", "\u2028", "\u202e"})
  void ofAnyOtherLine(String character) {
    ILoggingEvent line =
        line(() -> LoggerFactory.getLogger("org.kxover.Test").warn("a{}b", character));
    assertTrue(plain(line).endsWith(" a?b"), plain(line));
    assertEquals("MESSAGE=a?b", journal(line).get(0));
  }
}
