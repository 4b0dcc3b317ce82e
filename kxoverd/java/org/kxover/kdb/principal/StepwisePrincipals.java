package org.kxover.kdb.principal;

import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;

/** A database whose administration tool takes a key's parts one after the other, and passwords. */
public interface StepwisePrincipals extends Principals {

  @Override
  default boolean takesKeys() {
    return false;
  }

  /**
   * Adds the principal with its key, kvno and {@link TicketLimits}, closed ({@code
   * DISALLOW_ALL_TIX}) and with {@link Expirations#HALF_MADE}. After a crash the next read
   * recognises it as half-made. The principal gets no default password policy.
   *
   * @return false if the principal exists already; it is not changed
   */
  boolean addHalfMade(CrossoverKey key) throws StoreException;

  /**
   * Adds {@code key} under the principal's highest kvno + 1.
   *
   * @param keepOld true to keep the older keys
   */
  void changeKey(CrossoverKey key, boolean keepOld) throws StoreException;

  /** Sets the kvno of {@code key} on all keys of the principal, which must have no other kvno. */
  void renumber(CrossoverKey key) throws StoreException;

  /** Closes the principal, marks it as half-made, and sets the kvno of its keys to 1. */
  void close(PrincipalName name) throws StoreException;

  /** Opens the principal, with the {@link TicketLimits} and the expiration of {@code key}. */
  void open(CrossoverKey key) throws StoreException;

  /**
   * Sets the {@link TicketLimits} and the expiration of {@code key}. A principal that somebody
   * closed meanwhile stays closed.
   */
  void limit(CrossoverKey key) throws StoreException;

  /**
   * Opens a half-made principal that already has its {@link TicketLimits}: sets its expiration and
   * allows tickets.
   */
  void clearHalfMade(CrossoverKey key) throws StoreException;
}
