package org.kxover.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.spi.LoggingEventBuilder;

class EventLogTest {
  /** The burst of org.kxover.policy.limits.LogLimit. */
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

  private void happen(EventType type) {
    log.happened(Event.of(type, Instant.EPOCH, new Realm("A.EXAMPLE"), "test"));
  }

  private List<String> messages() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Event eventWithAllFields() {
    return Event.of(
            EventType.KEY_MADE, Instant.EPOCH.plusMillis(70), new Realm("A.EXAMPLE"), "wrote it")
        .about(Optional.of(new Realm("B.EXAMPLE")))
        .in(Role.CLIENT)
        .ofKey(7)
        .with(Optional.of("kx.b.example:4088"))
        .by(Optional.of("alice@A.EXAMPLE"))
        .since(Instant.EPOCH);
  }

  private static final List<String> FIELDS =
      List.of(
          "event=\"key-made\"",
          "realm=\"A.EXAMPLE\"",
          "peer_realm=\"B.EXAMPLE\"",
          "peer=\"kx.b.example:4088\"",
          "client=\"alice@A.EXAMPLE\"",
          "role=\"client\"",
          "principal=\"krbtgt/B.EXAMPLE@A.EXAMPLE\"",
          "kvno=\"7\"",
          "outcome=\"success\"",
          "took_ms=\"70\"");

  @Test
  void everyFieldIsInTheLine() {
    log.happened(eventWithAllFields());
    assertEquals(List.of("wrote it; client alice@A.EXAMPLE"), messages());
    assertEquals(
        FIELDS, lines.list.get(0).getKeyValuePairs().stream().map(KeyValuePair::toString).toList());
  }

  @Test
  void unknownValuesHaveNoField() {
    happen(EventType.KEY_MADE);
    assertEquals(
        List.of("event=\"key-made\"", "realm=\"A.EXAMPLE\"", "outcome=\"success\""),
        lines.list.get(0).getKeyValuePairs().stream().map(KeyValuePair::toString).toList());
  }

  /** SLF4J does not promise that addKeyValue returns the builder that it was called on. */
  @Test
  void everyFieldIsInTheLineOfAnImmutableBuilder() {
    List<String> told = new ArrayList<>();
    EventLog.write(eventWithAllFields(), builder(List.of(), told));
    assertEquals(
        FIELDS.stream().map(pair -> pair.replace("\"", "")).toList(),
        told.subList(0, told.size() - 1));
    assertEquals("wrote it; client alice@A.EXAMPLE", told.get(told.size() - 1));
  }

  private static LoggingEventBuilder builder(List<String> pairs, List<String> told) {
    return (LoggingEventBuilder)
        Proxy.newProxyInstance(
            LoggingEventBuilder.class.getClassLoader(),
            new Class<?>[] {LoggingEventBuilder.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addKeyValue")) {
                List<String> more = new ArrayList<>(pairs);
                more.add(arguments[0] + "=" + arguments[1]);
                return builder(more, told);
              }
              assertEquals("log", method.getName());
              told.addAll(pairs);
              told.add((String) arguments[0]);
              return null;
            });
  }

  @Test
  void aFloodOfRefusalsHasSoManyLines() {
    for (int i = 0; i < BURST + 1000; i++) {
      happen(EventType.KEY_REFUSED);
    }
    assertEquals(BURST, lines.list.size());
    happen(EventType.KEY_MADE);
    assertEquals(BURST + 1, lines.list.size(), "only refusals are limited");
    now += TimeUnit.SECONDS.toNanos(1);
    happen(EventType.KEY_REFUSED);
    assertEquals(BURST + 3, lines.list.size());
    assertTrue(
        messages()
            .contains("1000 more requests were refused; not logged because there were too many"));
  }
}
