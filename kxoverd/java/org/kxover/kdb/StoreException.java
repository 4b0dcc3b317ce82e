package org.kxover.kdb;

/** What was tried on the key database, what came of it, and what to do next. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a caller can make of it. */
  public enum Reason {
    /** Too many ask at once; nothing was done, later may do. */
    BUSY,
    /**
     * Another daemon changed it since it was read; nothing was done, and it is to be read again.
     */
    OVERTAKEN,
    /** A rule of the store forbids it; nothing was done, and again will be the same. */
    REFUSED,
    /** A key is there, and is not given out; all else works. */
    UNREADABLE,
    /** The key database cannot be reached, or did not do as told; the cause needs a person. */
    FAILED,
    /** A change was under way when the answer failed to come: it may or may not be made. */
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
