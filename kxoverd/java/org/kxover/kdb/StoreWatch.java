package org.kxover.kdb;

import org.kxover.kerberos.PrincipalName;

/** Hears what happens in a realm's database beside what its calls return. Must not wait. */
public interface StoreWatch {
  /** That key was over, and is removed; the principal too, where it was the last. */
  void ended(PrincipalName crossover, int kvno);

  /** A kadmin takes requests: the first one, and each that follows. */
  void kadminReady();

  /** kadmin cannot be started or logged in; told once for each reason in turn. */
  void kadminFailed(String why);

  /** For who does not want to hear. */
  static StoreWatch none() {
    return new StoreWatch() {
      @Override
      public void ended(PrincipalName crossover, int kvno) {}

      @Override
      public void kadminReady() {}

      @Override
      public void kadminFailed(String why) {}
    };
  }
}
