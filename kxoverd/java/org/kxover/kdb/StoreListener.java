package org.kxover.kdb;

import org.kxover.kerberos.PrincipalName;

/** Receives events of a realm's database. A method must not block. */
public interface StoreListener {
  /** An expired key was removed. If it was the last key, so was the principal. */
  void ended(PrincipalName crossover, int kvno);

  /** The connection to the database is open. Called for the first and for each later connection. */
  void ready();

  /** The connection to the database cannot be opened. Called again only when the reason changes. */
  void notReady(String why);

  /** A listener that ignores every event. */
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
