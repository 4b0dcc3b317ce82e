package org.kxover.event;

import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.kxover.kdb.Role;
import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs each event: its text, and its fields as key-value pairs, which the journal keeps apart. What
 * belongs into an audit has a logger of its own.
 */
public final class EventLog implements Events {
  /** Of events that an audit wants. */
  public static final String AUDIT = "org.kxover.audit";

  private static final Logger AUDIT_LOG = LoggerFactory.getLogger(AUDIT);
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final LogLimit refusals;

  public EventLog() {
    this(System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  EventLog(LongSupplier nanos) {
    this.refusals = new LogLimit(nanos);
  }

  @Override
  public void happened(Event event) {
    if (event.kind() == Kind.KEY_REFUSED) {
      // Strangers can have as many as they like.
      refusals.tell(AUDIT_LOG, "requests were refused", () -> log(event));
    } else {
      log(event);
    }
  }

  private static void log(Event event) {
    LoggingEventBuilder line =
        (event.kind().isAudit() ? AUDIT_LOG : LOG)
            .atLevel(level(event.kind()))
            .addKeyValue("event", event.kind());
    event.realm().ifPresent(realm -> line.addKeyValue("realm", realm));
    event.peerRealm().ifPresent(realm -> line.addKeyValue("peer_realm", realm));
    event.peer().ifPresent(peer -> line.addKeyValue("peer", peer));
    event.role().map(Role::word).ifPresent(role -> line.addKeyValue("role", role));
    event.crossover().ifPresent(name -> line.addKeyValue("principal", name));
    OptionalInt kvno = event.kvno();
    if (kvno.isPresent()) {
      line.addKeyValue("kvno", kvno.getAsInt());
    }
    line.addKeyValue("outcome", event.outcome());
    event.took().ifPresent(time -> line.addKeyValue("took_ms", time.toMillis()));
    line.log(event.text());
  }

  private static Level level(Kind kind) {
    return switch (kind) {
      case START_FAILED, RELOAD_FAILED -> Level.ERROR;
      case KEY_REFUSED, ROLLOVER_FAILED, KADMIN_FAILED -> Level.WARN;
      default -> Level.INFO;
    };
  }
}
