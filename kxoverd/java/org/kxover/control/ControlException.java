package org.kxover.control;

/** The daemon could not be asked, or its answer is none. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What whoever asked can make of it. */
  public enum Reason {
    /** Nobody listens at the socket. */
    NOT_THERE,
    /** Somebody does, and does not serve this user, or not now. */
    NOT_SERVED,
    /** The answer did not come, or not to its end: what was ordered may have been done. */
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
