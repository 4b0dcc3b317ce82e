package org.kxover.tls;

import java.io.IOException;
import java.time.Duration;

/** One of the times of {@link TlsLimits} has passed, and the connection was closed for it. */
public final class TimeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which of the times. */
  public enum Limit {
    CONNECT("connect"),
    HANDSHAKE("handshake"),
    MESSAGE("message"),
    IDLE("idle connection"),
    WHOLE("whole connection");

    private final String text;

    Limit(String text) {
      this.text = text;
    }
  }

  private final Limit limit;

  TimeLimitException(Limit limit, Duration time, Throwable cause) {
    super("time limit for " + limit.text + " of " + time.toMillis() + " ms has passed", cause);
    this.limit = limit;
  }

  public Limit limit() {
    return limit;
  }
}
