package org.kxover.administration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kxover.event.CrossingException;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.tls.RollProgress;

/** An administrator's reports and commands for one local realm. */
public interface Administration {
  /** Receives the results one by one. */
  interface Sink<T> {
    void take(T one) throws IOException;
  }

  Realm realm();

  /**
   * Reports the crossovers of a page as kxoverd last read them. It reads from the database only
   * crossovers that we changed since they were read.
   *
   * @return the last realm of the page, if there is a page after it
   */
  Optional<Realm> crossovers(CrossoverPage page, Sink<CrossoverState> sink) throws IOException;

  /**
   * Reports the crossovers of a page from the database. It lists all names, and reads those of the
   * page one at a time, so that a question of the KDC waits for one read at most. A page with
   * {@link CrossoverPage#endingBefore} may be short although there is one after it, because it ends
   * after {@link CrossoverPage#MAX_LIMIT} peers at the latest.
   *
   * @return the last realm of the page, if there is a page after it
   * @throws CrossingException if the database cannot be read
   */
  Optional<Realm> readCrossovers(CrossoverPage page, Sink<CrossoverState> sink)
      throws IOException, CrossingException;

  /**
   * Reports the crossovers with one realm from the database.
   *
   * @throws CrossingException if the database cannot be read
   */
  void readCrossovers(Realm peer, Sink<CrossoverState> sink) throws IOException, CrossingException;

  /** The number of crossover principals that were not read yet, or cannot be read. */
  long unread();

  /** True if {@link #crossovers} may leave out crossovers that the database has. */
  boolean isPartial();

  /** The number of crossover principals when they were last listed; empty before. */
  OptionalLong listed();

  /** How far the change to a new key of the certificate is; empty if there is none. */
  default Optional<RollProgress> keyChange() {
    return Optional.empty();
  }

  List<ExchangeState> inWork();

  /** What kxoverd saw last when it looked for the guard in each KDC; empty if it does not look. */
  List<KdcFinding> kdcs();

  /**
   * Makes a key for our users at the realm, unless the newest key is usable. Waits for the
   * exchange.
   *
   * @return a description of the newest key
   */
  String cross(Realm peer) throws CrossingException;

  /**
   * Renews the newest key for our users at the realm. Waits for the exchange.
   *
   * @return a description of the new key
   */
  String renew(Realm peer) throws CrossingException;

  /**
   * Deletes our principal of the crossover.
   *
   * @return false if there was none
   */
  boolean drop(Realm peer, Role direction) throws CrossingException;
}
