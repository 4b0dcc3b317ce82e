package org.kxover.crossover;

import java.util.OptionalInt;
import org.kxover.kdb.Role;
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

  @Override
  public void happened(Event event) {
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
