package org.kxover.administration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kxover.event.CrossingException;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/** What an administrator may ask and order of one local realm, besides its kadmin. */
public interface Administration {
  /** Takes what is told, one after the other. */
  interface Sink<T> {
    void take(T one) throws IOException;
  }

  Realm realm();

  /**
   * Tells of every crossover, as the database was read last; costs it nothing but for those that we
   * changed since.
   */
  void crossovers(Sink<CrossoverState> sink) throws IOException;

  /**
   * Tells of every crossover, or of those with one realm, and reads each for it: one at a time, so
   * that no question of the KDC waits for more than that.
   *
   * @throws CrossingException where the database cannot be read
   */
  void readCrossovers(Optional<Realm> peer, Sink<CrossoverState> sink)
      throws IOException, CrossingException;

  /** How many crossover principals the database has that were not read yet, or cannot be read. */
  int unread();

  List<ExchangeState> inWork();

  /**
   * Makes the first key for our users at that realm, or the next where the last is of no use any
   * more. Waits for it.
   *
   * @return what there is now, in words
   */
  String cross(Realm peer) throws CrossingException;

  /**
   * Makes the key that follows the newest, with which our users go to that realm. Waits for it.
   *
   * @return what there is now, in words
   */
  String renew(Realm peer) throws CrossingException;

  /**
   * Deletes our principal of that crossover.
   *
   * @return whether there was one
   */
  boolean drop(Realm peer, Role direction) throws CrossingException;
}
