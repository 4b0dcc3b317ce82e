package org.kxover.dane;

/** No valid certificate path exists. The message says what is wrong with the best candidate. */
final class PathException extends Exception {
  private static final long serialVersionUID = 1L;

  PathException(String message) {
    super(message);
  }

  /**
   * @param depth of the faulty certificate in the path; 0 is the leaf
   */
  static PathException at(int depth, String why) {
    return new PathException("the certificate at depth " + depth + ": " + why);
  }
}
