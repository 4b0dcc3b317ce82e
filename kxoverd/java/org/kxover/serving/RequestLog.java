package org.kxover.serving;

import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;

/** The log's lines about requests, which others can make as often as they like: not all of them. */
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
