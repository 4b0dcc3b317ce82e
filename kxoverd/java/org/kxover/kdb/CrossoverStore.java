package org.kxover.kdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * The crossover keys of one realm, in its key database (KDB). Every implementation keeps this
 * contract.
 *
 * <ul>
 *   <li><b>Names.</b> {@code krbtgt/SERVICE@CLIENT}, where one of the two realms is the store's
 *       own. The store refuses any other name with {@link StoreException.Reason#REFUSED} and sends
 *       nothing to the database for it. This protects the realm's own {@code krbtgt/REALM@REALM}.
 *   <li><b>Ownership.</b> The store manages a principal that carries our marker. A principal
 *       without the marker was keyed by hand: the store reads it and never changes it. The store
 *       also never changes a principal that an administrator closed, or whose string attributes of
 *       ours cannot be read.
 *   <li><b>Truth.</b> All answers come from the database. A failure to read is a {@link
 *       StoreException}; it is never reported as "absent".
 *   <li><b>Order of writing, and crashes.</b> A call may stop after any of its changes. No
 *       principal with a key is open without our marker. Some stores write a key and all that
 *       belongs to it in one change, and read it back afterwards. With all others, a new principal
 *       is <em>half-made</em>, and closed, until it has its key, its marker, its limits and the
 *       string attributes of the key. They read the key back before they open the principal. To
 *       every store, a half-made principal counts as absent: the next {@link #write} rebuilds it,
 *       and the next {@link #removeExpired} removes it.
 *   <li><b>Threads.</b> Safe for use by many threads. Only one call at a time changes the database,
 *       among all stores that share a {@link StoreLocks}. If the store was told that other daemons
 *       write to its database, this holds among the daemons too.
 *   <li><b>Time.</b> No call waits without a limit. A call fails with {@link
 *       StoreException.Reason#BUSY} if too many calls are waiting, or if it has waited too long.
 *   <li><b>Errors.</b> {@link StoreException.Reason} tells what a caller may do. After {@link
 *       StoreException.Reason#UNCERTAIN} the change may have been made: {@link #find} shows whether
 *       it was. A call never makes a change twice.
 *   <li><b>Secrets.</b> No key and no password appears in an argument list, an environment, a log
 *       or an exception.
 * </ul>
 */
public interface CrossoverStore extends AutoCloseable {

  /**
   * Reads the crossover of that name.
   *
   * @return empty if there is none, or if a crash left it half-made
   * @throws StoreException if the store cannot read it
   */
  Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException;

  /**
   * Stores {@code key} as the newest key of its principal and reads it back. Fails if another key
   * was written while the two daemons agreed on this key.
   *
   * <ul>
   *   <li>If the principal is absent or half-made, it is created with the key's kvno.
   *   <li>{@link Role#SERVICE}: the kvno must be the highest + 1. The older keys stay, because
   *       users still hold tickets under them.
   *   <li>{@link Role#CLIENT}: any kvno. The older keys are removed, because this KDC never reads
   *       tickets under them. The KDC issues no ticket under {@code key} after {@link
   *       CrossoverKey#lastIssue}.
   * </ul>
   *
   * <p>Fails with {@link StoreException.Reason#REFUSED} if the key has already expired. Also if the
   * principal was keyed by hand, has the other role or was closed by an administrator. Also if the
   * key has no password and the store takes passwords only ({@link #takesKeys}).
   *
   * @param before what {@link #find} returned before the daemons agreed on the key
   * @return the crossover after the write
   * @throws StoreException if the key is not stored; with {@link StoreException.Reason#UNCERTAIN}
   *     if it may be stored; with {@link StoreException.Reason#OVERTAKEN} if the principal's keys
   *     changed since {@code before}, or the kvno is not the next
   */
  StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before) throws StoreException;

  /**
   * As {@link #write(CrossoverKey, Optional)}, with the crossover as it is now for {@code before}.
   */
  default StoredCrossover write(CrossoverKey key) throws StoreException {
    return write(key, find(key.name()));
  }

  /**
   * True if {@link #write} would take the key of each encryption type now. False if it takes a
   * password only. Call this before another realm is asked for a key, or is given one.
   *
   * @param before what {@link #find} returned
   */
  default boolean takesKeys(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException {
    return false;
  }

  /**
   * Makes sure that the database would take a key of that crossover now, by changes without effect.
   * Call this before another realm is asked for a key: it writes its key first. A right, once seen,
   * counts for a minute.
   *
   * @param before what {@link #find} returned
   * @throws StoreException as {@link #write} would fail
   */
  void requireWritable(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException;

  /**
   * For how long our KDC has to wait for the database while a {@link Role#SERVICE} key is written
   * and confirmed, as measured lately. Empty if that is not known. Does not wait.
   */
  default Optional<Duration> timePerKey() {
    return Optional.empty();
  }

  /**
   * Reads a key of that crossover. The caller closes the key.
   *
   * @return empty if there is no key of that kvno and type
   * @throws StoreException with {@link StoreException.Reason#UNREADABLE} if the database does not
   *     give out keys, for example because the daemon lacks the right
   */
  Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException;

  /**
   * True if the database had that crossover when this daemon last listed or read it. Does not wait.
   * False says nothing about the database.
   */
  default boolean isKnown(PrincipalName crossover) {
    return false;
  }

  /**
   * The names of all crossovers of this realm in the database, as a stream in no order. Includes
   * crossovers that were keyed by hand or are half-made. Leaves out the crossover of the guard's
   * probe ({@link org.kxover.kerberos.ProbeNames}). The caller closes it.
   */
  CrossoverNames names() throws StoreException;

  /** All {@link #names} at once, for a database that is known to be small. */
  default List<PrincipalName> list() throws StoreException {
    List<PrincipalName> all = new ArrayList<>();
    try (CrossoverNames names = names()) {
      for (var name = names.next(); name.isPresent(); name = names.next()) {
        all.add(name.get());
      }
    }
    return all;
  }

  /**
   * Lists the {@link #names}, and begins a walk along the crossovers. The caller closes it.
   *
   * @param listed takes each name, before this method returns
   */
  default CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    return NamesWalk.begin(this, listed);
  }

  /**
   * Removes what has expired of that crossover. Keys past their {@code till} go, from the lowest
   * kvno up. The whole principal goes if no other key is left or if a crash left it half-made. A
   * half-made principal stays while it has string attributes of an administrator that the next key
   * must keep.
   *
   * <p>Does not change a principal that was keyed by hand or closed by an administrator, or that
   * has an unreadable attribute of ours. Does not remove a key without an attribute of ours.
   *
   * @return the crossover after that; empty if it is gone
   */
  Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException;

  /**
   * Deletes the whole principal of that crossover, even if its keys are in force or it is
   * half-made.
   *
   * <p>Refuses a principal that was keyed by hand or closed by an administrator. Also refuses a
   * principal with string attributes of an administrator, which would be lost.
   *
   * @return true if there was a principal
   */
  boolean delete(PrincipalName crossover) throws StoreException;

  /**
   * Records on a {@link Role#CLIENT} principal of ours that the KDC uses its newest key, so that
   * this is known after a restart. Does nothing for any other principal.
   */
  void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException;

  /**
   * Records on a {@link Role#SERVICE} principal of ours that the other realm has shown that it has
   * the key of that kvno. Does nothing for any other principal, or if there is no such key, or if
   * it is confirmed.
   *
   * @param allowed decides, from the crossover as it is now; must not call the store
   * @return true if it was recorded
   */
  boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException;

  /**
   * Returns {@code listed}, in its order, without the types that the database is known to lack and
   * those that the KDC does not permit. Waits some seconds at most, for the configuration of the
   * KDC. The result is empty if nobody can tell what the KDC permits.
   */
  List<EncryptionType> possible(List<EncryptionType> listed);

  /**
   * Forgets what the KDC was seen to permit, so that {@link #possible} reads its configuration
   * anew. Types that were permitted meanwhile count from then on. Call this when an administrator
   * reloads kxoverd.
   */
  default void forgetTypes() {}

  /**
   * Why {@link #possible} leaves types of {@code listed} out, for an administrator; empty if it
   * leaves none out.
   */
  default Optional<String> objection(List<EncryptionType> listed) {
    return Optional.empty();
  }

  /**
   * Prepares the store and waits until it is ready. Call this before the store replaces another
   * one.
   *
   * @param limit the longest wait; the preparation goes on after it
   * @return true if the store is ready; if it is not, the first calls may fail
   */
  boolean await(Duration limit) throws InterruptedException;

  /** The number of calls that are being served or wait now. */
  int requests();

  /** Closes the connection to the database. A closed store refuses every call. */
  @Override
  void close();
}
