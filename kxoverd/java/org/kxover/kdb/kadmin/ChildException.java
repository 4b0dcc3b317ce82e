package org.kxover.kdb.kadmin;

/** A kadmin child that did not answer as it should; it is of no further use. */
final class ChildException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How far the request got. */
  enum Kind {
    /** There is no child, and the request never left. */
    NOT_STARTED,
    /** The child ended; the request may have been carried out before. */
    ENDED,
    /** The child lives, but is late or talks nonsense; the request may have been carried out. */
    UNUSABLE
  }

  private final Kind kind;

  ChildException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ChildException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
