package org.kxover.systemd;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.kxover.event.EventLog;

/** Begins audit lines with {@code audit key-made: } in the plain form, which has no fields. */
public final class AuditPrefix extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent line) {
    return line.getLoggerName().equals(EventLog.AUDIT)
        ? "audit " + EventFields.of(line).getOrDefault("KXOVER_EVENT", "") + ": "
        : "";
  }
}
