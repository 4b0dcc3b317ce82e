package org.kxover.kdb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * The crossover keys of one realm, in its key database (KDB). Every form of the store keeps this
 * contract.
 *
 * <ul>
 *   <li><b>Names.</b> {@code krbtgt/SERVICE@CLIENT}, where one of the two realms is the store's
 *       own. Any other name is {@link StoreException.Reason#REFUSED}, the realm's own {@code
 *       krbtgt/REALM@REALM} first of all, and nothing is sent to the database for it.
 *   <li><b>Whose.</b> A principal is managed here when it carries our marker. One without it was
 *       keyed by hand. It can be found, and it is never changed. Neither is one that an
 *       administrator closed, or of which our own attributes cannot be read.
 *   <li><b>Truth.</b> All answers come from the database. What cannot be read is a {@link
 *       StoreException}, and never "absent".
 *   <li><b>Order of writing, and crashes.</b> A call may stop after any of its changes. A KDC never
 *       gives tickets under a key that was not read back first, and no principal with a key is open
 *       without our marker. A new principal is closed until its key, its marker, its limits and
 *       what is said of the key are there. Such a half-made one counts as absent; the next {@link
 *       #write} makes it anew and the next {@link #endWhatIsOver} removes it.
 *   <li><b>Threads.</b> Safe for use by many. Calls that change the database take turns, also
 *       between all stores that share a {@link StoreLocks}, and between daemons where the store was
 *       told that others write into its database.
 *   <li><b>Time.</b> No call waits without a limit. Who finds too many before it, or waits for too
 *       long, is told {@link StoreException.Reason#BUSY}.
 *   <li><b>Errors.</b> {@link StoreException.Reason} tells what a caller may do. After {@link
 *       StoreException.Reason#UNCERTAIN} the change may have been made: {@link #find} tells. A call
 *       never makes a change twice.
 *   <li><b>Secrets.</b> No key and no password is in an argument list, an environment, a log or an
 *       exception.
 * </ul>
 */
public interface CrossoverStore extends AutoCloseable {

  /**
   * The crossover of that name; empty where there is none, or only one that a crash left half-made.
   *
   * @throws StoreException where the store cannot tell; that is never read as absence
   */
  Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException;

  /**
   * Stores {@code key} as the newest of its principal, where no other key came while this one was
   * agreed, and reads it back.
   *
   * <ul>
   *   <li>A principal that is absent or half-made is made, with the key's kvno.
   *   <li>{@link Role#SERVICE}: the kvno must be the highest + 1. The older keys stay, since
   *       tickets under them are still out.
   *   <li>{@link Role#CLIENT}: any kvno. The older keys go, since this KDC never reads their
   *       tickets. The KDC gives no ticket under it after {@link CrossoverKey#lastIssue}.
   * </ul>
   *
   * <p>A principal keyed by hand, of the other role, or closed by an administrator is {@link
   * StoreException.Reason#REFUSED}, and so is a key that would be over at once.
   *
   * @param before what {@link #find} gave before the key was agreed
   * @return the crossover as it is now
   * @throws StoreException where the key is not stored, or, with {@link
   *     StoreException.Reason#UNCERTAIN}, may or may not be; with {@link
   *     StoreException.Reason#OVERTAKEN} where keys came or went since {@code before}, or the kvno
   *     is not the next
   */
  StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before) throws StoreException;

  /** As {@link #write(CrossoverKey, Optional)}, of a key that follows whatever is there now. */
  default StoredCrossover write(CrossoverKey key) throws StoreException {
    return write(key, find(key.name()));
  }

  /**
   * A key of that crossover itself, which the caller closes.
   *
   * @return empty where there is none of that kvno and type
   * @throws StoreException of {@link StoreException.Reason#UNREADABLE} where keys are not given
   *     out, as where the daemon has no right to
   */
  Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException;

  /**
   * The names of all this realm's crossovers in the store, made by hand or by us, whole or
   * half-made; in no order.
   */
  List<PrincipalName> list() throws StoreException;

  /**
   * Ends what is over of that crossover: keys past their {@code till}, from the lowest kvno up; the
   * whole principal where no other key is left, or where a crash left it half-made, and no
   * administrator said something of it that the next key is to be held to.
   *
   * <p>Left as it is: a principal keyed by hand or closed by an administrator, one of whose
   * attributes any cannot be read, and a key of which they say nothing.
   *
   * @return what is left
   */
  Optional<StoredCrossover> endWhatIsOver(PrincipalName crossover) throws StoreException;

  /**
   * Deletes the whole principal of that crossover, keys in force too, or one that a crash left
   * half-made.
   *
   * <p>Refused is a principal keyed by hand, closed by an administrator, or with string attributes
   * of an administrator's own, which would be lost with it.
   *
   * @return whether there was one
   */
  boolean delete(PrincipalName crossover) throws StoreException;

  /**
   * Notes on a {@link Role#CLIENT} principal of ours that the KDC needs its newest key, to be known
   * after a restart; on any other principal it notes nothing.
   */
  void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException;

  /**
   * Those of {@code listed}, in the same order, that the store is not known to be without. Does not
   * wait.
   */
  List<EncryptionType> possible(List<EncryptionType> listed);

  /**
   * Makes the store ready, and waits for it: who puts this store in another's place does so before
   * anybody asks it.
   *
   * @param limit after which that goes on without being waited for
   * @return whether it is ready; where it is not, the first calls may find that too
   */
  boolean await(Duration limit) throws InterruptedException;

  /** Calls that are served or wait at this moment. */
  int requests();

  /** Ends what the store holds open; a store that is closed refuses everything. */
  @Override
  void close();
}
