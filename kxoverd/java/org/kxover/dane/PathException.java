package org.kxover.dane;

/** No path of certificates is good; the message says what was wrong with the best of them. */
final class PathException extends Exception {
  private static final long serialVersionUID = 1L;

  PathException(String message) {
    super(message);
  }
}
