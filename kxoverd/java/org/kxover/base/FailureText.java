package org.kxover.base;

/** Why something failed, from an exception that need not have a message. */
public final class FailureText {
  private FailureText() {}

  /** The exception's message, or its kind where a library gives none. Never "null". */
  public static String of(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
