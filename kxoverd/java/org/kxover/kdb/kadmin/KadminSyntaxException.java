package org.kxover.kdb.kadmin;

/** Output of kadmin that does not have the form that kadmin prints in the C locale. */
final class KadminSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  KadminSyntaxException(String message) {
    super(message);
  }
}
