package org.kxover.tls;

import java.io.IOException;
import java.time.Duration;

/** A time limit of {@link TlsLimits} has passed, and the connection was closed for this. */
public final class TimeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The time limits. */
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
    super(
        "we ended the connection: time limit for "
            + limit.text
            + " has passed ("
            + time.toMillis()
            + " ms)",
        cause);
    this.limit = limit;
  }

  public Limit limit() {
    return limit;
  }
}
