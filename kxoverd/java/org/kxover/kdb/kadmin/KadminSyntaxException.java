package org.kxover.kdb.kadmin;

/** Output of kadmin that is not as its C locale prints it; the message says what and where. */
final class KadminSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  KadminSyntaxException(String message) {
    super(message);
  }
}
