package org.kxover.event;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.kxover.kdb.Role;
import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs each event: its text, and its fields as key-value pairs, which become journal fields. Audit
 * events go to a logger of their own.
 */
public final class EventLog implements Events {
  /** The name of the logger for audit events. */
  public static final String AUDIT = "org.kxover.audit";

  private static final Logger AUDIT_LOG = LoggerFactory.getLogger(AUDIT);
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final LogLimit refusals;

  public EventLog() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  EventLog(LongSupplier nanos) {
    this.refusals = new LogLimit(nanos);
  }

  @Override
  public void happened(Event event) {
    if (event.type() == EventType.KEY_REFUSED) {
      // Anyone on the network can cause refusals, so their log lines are limited.
      refusals.tell(AUDIT_LOG, "requests were refused", () -> log(event));
    } else {
      log(event);
    }
  }

  private static void log(Event event) {
    Logger log = event.type().isAudit() ? AUDIT_LOG : LOG;
    write(event, log.atLevel(level(event.type())));
  }

  /**
   * Logs the event's text and fields.
   *
   * @param empty a builder without fields; SLF4J allows addKeyValue to return another builder
   */
  static void write(Event event, LoggingEventBuilder empty) {
    LoggingEventBuilder line = empty.addKeyValue("event", event.type());
    line = add(line, "realm", event.realm());
    line = add(line, "peer_realm", event.peerRealm());
    line = add(line, "peer", event.peer());
    line = add(line, "client", event.client());
    line = add(line, "role", event.role().map(Role::word));
    line = add(line, "principal", event.crossover());
    OptionalInt kvno = event.kvno();
    line = kvno.isPresent() ? line.addKeyValue("kvno", kvno.getAsInt()) : line;
    line = line.addKeyValue("outcome", event.outcome());
    line = add(line, "took_ms", event.took().map(Duration::toMillis));
    line.log(event.logLine());
  }

  private static LoggingEventBuilder add(LoggingEventBuilder line, String name, Optional<?> value) {
    return value.isPresent() ? line.addKeyValue(name, value.get()) : line;
  }

  private static Level level(EventType type) {
    return switch (type) {
      case START_FAILED, RELOAD_FAILED, KDC_UNGUARDED -> Level.ERROR;
      case KEY_REFUSED, ROLLOVER_FAILED, KADMIN_FAILED, KDC_UNKNOWN -> Level.WARN;
      default -> Level.INFO;
    };
  }
}
