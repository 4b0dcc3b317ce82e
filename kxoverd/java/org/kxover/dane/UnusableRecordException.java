package org.kxover.dane;

/** A TLSA record is unusable and must be ignored. The message says why. */
final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableRecordException(String message) {
    super(message);
  }
}
