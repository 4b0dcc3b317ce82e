package org.kxover.kdb;

import java.util.Optional;
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
   *   <li>{@link Role#SERVICE}: the kvno must be the highest + 1; older keys stay, since tickets
   *       under them are still out.
   *   <li>{@link Role#CLIENT}: any kvno; older keys go, since this KDC never reads their tickets.
   * </ul>
   *
   * <p>A principal keyed by hand, of the other role, or closed by an administrator is refused.
   *
   * @throws StoreException where the key is not stored, or, with {@link
   *     StoreException.Reason#UNCERTAIN}, may or may not be
   */
  void write(CrossoverKey key) throws StoreException;

  /** Ends what the store holds open; a store that is closed refuses everything. */
  @Override
  void close();
}
