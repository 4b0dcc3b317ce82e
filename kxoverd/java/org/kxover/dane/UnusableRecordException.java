package org.kxover.dane;

/** A TLSA record that cannot be used, and is as if it were not there; the message says why. */
final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableRecordException(String message) {
    super(message);
  }
}
