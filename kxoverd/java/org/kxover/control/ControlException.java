package org.kxover.control;

/** The daemon could not be asked, or its answer is invalid. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the request failed. */
  public enum Reason {
    /** No process listens on the socket. */
    NOT_THERE,
    /** The daemon does not serve this user, or has too many connections. */
    NOT_SERVED,
    /** No complete answer came: the daemon may have carried out the order. */
    BROKEN
  }

  private final Reason reason;

  ControlException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ControlException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
