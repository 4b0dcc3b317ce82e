package org.kxover.kdb.principal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * Access to one realm's key database: single reads, and single changes of one principal. Each
 * implementation of the store implements it, as {@link StepwisePrincipals} or {@link
 * WholePrincipals}. The rules of the store are in {@link PrincipalStore}.
 *
 * <ul>
 *   <li><b>Guard.</b> Every method refuses a principal that is neither a crossover of the realm nor
 *       a claim on one ({@link ClaimName}), with an {@link IllegalArgumentException}. It does not
 *       rely on checks of its caller.
 *   <li><b>Changes.</b> Each change is atomic, even in a crash, and is in the database when the
 *       method returns. A change is never tried twice. It fails with {@link
 *       StoreException.Reason#FAILED} if it was certainly not made, and with {@link
 *       StoreException.Reason#UNCERTAIN} if it may have been made.
 *   <li><b>Reads.</b> They come from the database, not from a cache. A method reports "absent" only
 *       if the database did; any other failure is {@link StoreException.Reason#FAILED}.
 *   <li><b>Threads.</b> The caller calls one method at a time. Only {@link #names}, {@link #walk},
 *       {@link #possible}, {@link #forgetTypes}, {@link #objection} and {@link #await} may run at
 *       the same time as another method.
 *   <li><b>Time.</b> Each call has a time limit, which the implementation sets.
 * </ul>
 */
public interface Principals extends AutoCloseable {

  /** The principal of that name; empty if the database has none. */
  Optional<PrincipalEntry> get(PrincipalName name) throws StoreException;

  /** The string attributes of an existing principal, by their names. */
  Map<String, String> strings(PrincipalName name) throws StoreException;

  void setString(PrincipalName name, String key, String value) throws StoreException;

  void deleteString(PrincipalName name, String key) throws StoreException;

  /** True if keys can be set; false if only a password can. */
  boolean takesKeys();

  /** Removes the keys whose kvno is less than {@code kvno}, and no other. */
  void purgeKeysBelow(PrincipalName name, int kvno) throws StoreException;

  /** Removes the password policy of a principal that has one. */
  void clearPolicy(PrincipalName name) throws StoreException;

  /** Deletes the principal with all its keys. */
  void delete(PrincipalName name) throws StoreException;

  /**
   * The token of the claim on that crossover, see {@link SharedClaims}; empty if there is no claim.
   */
  Optional<KerberosTime> claim(PrincipalName crossover) throws StoreException;

  /**
   * Adds a claim with that token.
   *
   * @return false if a claim exists already; it is not changed
   */
  boolean addClaim(PrincipalName crossover, KerberosTime token) throws StoreException;

  void deleteClaim(PrincipalName crossover) throws StoreException;

  /** Gives a claim a string attribute and a random key, which nobody knows or uses. */
  void changeClaim(PrincipalName crossover) throws StoreException;

  /**
   * How long a change takes, for most of which the KDC has to wait. Empty if that is not known, or
   * if most of the time goes elsewhere. May be called at the same time as another method.
   */
  default Optional<Duration> changeTime() {
    return Optional.empty();
  }

  /** Fails if a change would fail for want of free space. Changes nothing, and is cheap. */
  void requireSpace(String action) throws StoreException;

  /**
   * Reads a key of that crossover. The caller closes the key.
   *
   * @return empty if there is no key of that kvno and type
   * @throws StoreException with {@link StoreException.Reason#UNREADABLE} if the database does not
   *     give out keys
   */
  Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException;

  /** The names of all crossovers of the realm, as a stream in no order. */
  CrossoverNames names() throws StoreException;

  /**
   * Lists the crossovers of the realm, and begins to read them.
   *
   * @param listed takes the name of each, before this method returns
   * @return empty if the database can be read one crossover at a time only; {@code listed} was not
   *     called then
   */
  default Optional<PrincipalWalk> walk(Consumer<PrincipalName> listed) throws StoreException {
    return Optional.empty();
  }

  /** As {@link CrossoverStore#forgetTypes}. */
  default void forgetTypes() {}

  /** As {@link CrossoverStore#possible}. */
  List<EncryptionType> possible(List<EncryptionType> listed);

  /** As {@link CrossoverStore#objection}. */
  Optional<String> objection(List<EncryptionType> listed);

  /**
   * Connects to the database and waits for it, at most {@code limit}.
   *
   * @return true if it is ready
   */
  boolean await(Duration limit) throws InterruptedException;

  @Override
  void close();
}
