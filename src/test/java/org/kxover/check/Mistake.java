package org.kxover.check;

/**
 * A mistake of an administrator, and what follows.
 *
 * @param target of the check, or {@link MistakesWorld#HERE}
 * @param finding a pattern of its subject, a colon, and its text
 * @param advice a pattern of what it says to do
 */
record Mistake(String name, String target, Act make, String finding, String advice, Remedy remedy) {
  interface Act {
    void run() throws Exception;
  }

  interface Remedy {
    /**
     * @param advice the finding's
     */
    void follow(String advice) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
