package org.kxover.serving;

import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;

/** Logs lines about requests, with a limit, because peers decide how many requests there are. */
final class RequestLog {
  private final Logger log;
  private final LogLimit limit = new LogLimit(System::nanoTime);

  RequestLog(Logger log) {
    this.log = log;
  }

  void info(String format, Object... arguments) {
    limit.tell(log, "lines about requests", () -> log.info(format, arguments));
  }

  void warn(String format, Object... arguments) {
    limit.tell(log, "lines about requests", () -> log.warn(format, arguments));
  }
}
