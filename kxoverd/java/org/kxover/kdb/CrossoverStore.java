package org.kxover.kdb;

import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** The crossover keys of one realm. Safe for use by many threads. */
public interface CrossoverStore extends AutoCloseable {

  /**
   * The crossover of that name; empty where there is none, or only one that a crash left half-made.
   *
   * @throws StoreException where the store cannot tell; that is never read as absence
   */
  Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException;

  /**
   * Stores {@code key} as the newest of its principal, and looks that it is really there.
   *
   * <ul>
   *   <li>A principal that is absent or half-made is made, with the key's kvno.
   *   <li>{@link Role#SERVICE}: the kvno must be the highest + 1, and else it is {@link
   *       StoreException.Reason#OVERTAKEN}; older keys stay, since tickets under them are still
   *       out.
   *   <li>{@link Role#CLIENT}: any kvno; older keys go, since this KDC never reads their tickets.
   * </ul>
   *
   * <p>A principal keyed by hand, of the other role, or closed by an administrator is refused.
   *
   * @throws StoreException where the key is not stored, or, with {@link
   *     StoreException.Reason#UNCERTAIN}, may or may not be
   */
  void write(CrossoverKey key) throws StoreException;

  /**
   * As {@link #write(CrossoverKey)}, where no other key came while this one was agreed.
   *
   * @param before what {@link #find} gave before that
   * @throws StoreException with {@link StoreException.Reason#OVERTAKEN} where another did
   */
  void write(CrossoverKey key, Optional<StoredCrossover> before) throws StoreException;

  /**
   * A key of that crossover itself, which the caller closes.
   *
   * @return empty where there is none of that kvno and type
   * @throws StoreException of {@link StoreException.Reason#UNREADABLE} where keys are not given
   *     out, as with a {@code kadmin} that has no right to
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

  /** Ends what the store holds open; a store that is closed refuses everything. */
  @Override
  void close();
}
