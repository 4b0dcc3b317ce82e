package org.kxover.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.Realm;
import org.slf4j.LoggerFactory;

class EventLogTest {
  /** As org.kxover.policy.limits.LogLimit has it. */
  private static final int BURST = 200;

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger audit = (Logger) LoggerFactory.getLogger(EventLog.AUDIT);
  private long now;
  private final EventLog log = new EventLog(() -> now);

  @BeforeEach
  void listen() {
    lines.start();
    audit.addAppender(lines);
    audit.setAdditive(false);
    audit.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    audit.detachAppender(lines);
    audit.setAdditive(true);
    audit.setLevel(null);
  }

  private void happen(Kind kind) {
    log.happened(Event.of(kind, Instant.EPOCH, new Realm("A.EXAMPLE"), "so it was"));
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aFloodOfRefusalsHasSoManyLines() {
    for (int i = 0; i < BURST + 1000; i++) {
      happen(Kind.KEY_REFUSED);
    }
    assertEquals(BURST, lines.list.size());
    happen(Kind.KEY_MADE);
    assertEquals(BURST + 1, lines.list.size(), "what was done is told, whatever was refused");
    now += TimeUnit.SECONDS.toNanos(1);
    happen(Kind.KEY_REFUSED);
    assertEquals(BURST + 3, lines.list.size());
    assertTrue(said().contains("1000 more requests were refused of which the log does not tell"));
  }
}
