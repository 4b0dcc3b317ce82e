package org.kxover.kdb;

import org.kxover.kerberos.PrincipalName;

/** Hears what happens in a realm's database beside what its calls return. Must not wait. */
public interface StoreListener {
  /** That key was over, and is removed; the principal too, where it was the last. */
  void ended(PrincipalName crossover, int kvno);

  /** The way to the database is open: at first, and each time that it is opened anew. */
  void ready();

  /** The way to the database cannot be opened; told once for each reason in turn. */
  void notReady(String why);

  /** For who does not want to hear. */
  static StoreListener none() {
    return new StoreListener() {
      @Override
      public void ended(PrincipalName crossover, int kvno) {}

      @Override
      public void ready() {}

      @Override
      public void notReady(String why) {}
    };
  }
}
