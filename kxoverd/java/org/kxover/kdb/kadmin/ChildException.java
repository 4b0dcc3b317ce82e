package org.kxover.kdb.kadmin;

/** A child process failed or gave an unexpected answer; it must not be used again. */
public final class ChildException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How far the request got. */
  public enum Kind {
    /** There is no child; the request was not sent. */
    NOT_STARTED,
    /** The child ended; it may have carried out the request before. */
    ENDED,
    /**
     * The child runs, but its answer is late or cannot be understood; it may have carried out the
     * request.
     */
    UNUSABLE
  }

  private final Kind kind;

  public ChildException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ChildException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
