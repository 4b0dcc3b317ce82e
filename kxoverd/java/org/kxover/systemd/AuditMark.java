package org.kxover.systemd;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.kxover.event.EventLog;

/** In the plain form, where there are no fields: {@code audit key-made: } before such a line. */
public final class AuditMark extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent line) {
    return line.getLoggerName().equals(EventLog.AUDIT)
        ? "audit " + EventFields.of(line).getOrDefault("KXOVER_EVENT", "") + ": "
        : "";
  }
}
