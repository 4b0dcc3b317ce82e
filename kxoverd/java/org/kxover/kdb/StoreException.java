package org.kxover.kdb;

/**
 * A call to the key database failed. The message says what was tried, what happened and what to do
 * next.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the call failed, and what the caller can do. */
  public enum Reason {
    /** Too many calls at once. Nothing was done; a later call may succeed. */
    BUSY,
    /** Another daemon changed the principal since it was read. Nothing was done; read it again. */
    OVERTAKEN,
    /** A rule of the store forbids it. Nothing was done, and another try has the same result. */
    REFUSED,
    /** The key exists, but the database does not give it out. All other calls work. */
    UNREADABLE,
    /** The key database cannot be reached, or it failed. An administrator must remove the cause. */
    FAILED,
    /** A change was sent and no answer came: it may have been made. */
    UNCERTAIN
  }

  private final Reason reason;

  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
