package org.kxover.conformance;

/**
 * One case of another project's suite: the verdict that the suite wants, and ours.
 *
 * @param name of the case within its suite, such as {@code danetest 12}
 * @param theirs a word or two, such as {@code refused}
 * @param ours in the words of {@code theirs}
 * @param why what our code says about the case; only for the reader of the report
 */
record Comparison(String name, String theirs, String ours, String why) {
  static final String ACCEPTED = "accepted";
  static final String REFUSED = "refused";

  /** The word for a verdict of yes or no. */
  static String word(boolean accepted) {
    return accepted ? ACCEPTED : REFUSED;
  }

  boolean isEqual() {
    return theirs.equals(ours);
  }
}
