package org.kxover.kdb.principal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * One realm's way to its key database, which a form of the store brings: single reads, and single
 * changes of one principal. The rules are above it, in {@link PrincipalStore}.
 *
 * <ul>
 *   <li><b>Guard.</b> It refuses every principal that is no crossover of the realm, and no claim on
 *       one ({@link ClaimName}), with an {@link IllegalArgumentException}, whatever its caller has
 *       looked at before.
 *   <li><b>Changes.</b> Each is made whole or not at all, a crash included, and it is in the
 *       database when the method returns. A change is never tried twice. It fails with {@link
 *       StoreException.Reason#FAILED} where it is known not to be made, and with {@link
 *       StoreException.Reason#UNCERTAIN} where it may be.
 *   <li><b>Reads.</b> They come from the database, not from a copy of what was read or written
 *       before. "Absent" is said only where the database said so; all else is {@link
 *       StoreException.Reason#FAILED}.
 *   <li><b>Threads.</b> The caller calls one method at a time, but for {@link #list}, {@link
 *       #possible} and {@link #await}, which may be called beside any other.
 *   <li><b>Time.</b> Each call ends within a limit that the form is given.
 * </ul>
 */
public interface Principals extends AutoCloseable {

  /** The principal of that name; empty where the database has none. */
  Optional<PrincipalEntry> get(PrincipalName name) throws StoreException;

  /** The string attributes of a principal that exists, by their names. */
  Map<String, String> strings(PrincipalName name) throws StoreException;

  void setString(PrincipalName name, String key, String value) throws StoreException;

  void deleteString(PrincipalName name, String key) throws StoreException;

  /**
   * Adds the principal with its key, kvno and {@link TicketLimits}, closed ({@code
   * DISALLOW_ALL_TIX}) and with {@link Expirations#HALF_MADE}, so that a crash after it leaves what
   * the next look knows for half-made. It takes no password policy of the realm's defaults.
   *
   * @return false where there is a principal of that name, which is left as it is
   */
  boolean addHalfMade(CrossoverKey key) throws StoreException;

  /**
   * Gives the principal that key under its highest kvno + 1.
   *
   * @param keepOld whether the older keys stay
   */
  void changeKey(CrossoverKey key, boolean keepOld) throws StoreException;

  /** Gives the kvno of {@code key} to every key of the principal, which must be its only one. */
  void renumber(CrossoverKey key) throws StoreException;

  /** Drops the keys whose kvno is less than {@code kvno}, and no other. */
  void purgeKeysBelow(PrincipalName name, int kvno) throws StoreException;

  /** Closes the principal, recognisable as half-made, and gives its keys a kvno of 1. */
  void close(PrincipalName name) throws StoreException;

  /** Takes a password policy off a principal that has one. */
  void clearPolicy(PrincipalName name) throws StoreException;

  /** Opens the principal as far as {@code key} allows: {@link TicketLimits} and expiration. */
  void open(CrossoverKey key) throws StoreException;

  /** Opens a principal that has its {@link TicketLimits}: takes off the mark of a half-made one. */
  void admit(CrossoverKey key) throws StoreException;

  /** Deletes the principal with all its keys. */
  void delete(PrincipalName name) throws StoreException;

  /** The token of the claim on that crossover, see {@link SharedClaims}; empty for none. */
  Optional<KerberosTime> claim(PrincipalName crossover) throws StoreException;

  /**
   * Adds a claim with that token.
   *
   * @return false where there is one, which is left as it is
   */
  boolean addClaim(PrincipalName crossover, KerberosTime token) throws StoreException;

  void deleteClaim(PrincipalName crossover) throws StoreException;

  /**
   * A key of that crossover, which the caller closes.
   *
   * @return empty where there is none of that kvno and type
   * @throws StoreException with {@link StoreException.Reason#UNREADABLE} where keys are not given
   *     out
   */
  Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException;

  /** The names of all crossovers between the realm and others, in no order. */
  List<PrincipalName> list() throws StoreException;

  /**
   * The encryption types of {@code listed}, in order, without those that the database is known to
   * lack. Does not wait.
   */
  List<EncryptionType> possible(List<EncryptionType> listed);

  /**
   * Makes ready, and waits for it no longer than {@code limit}.
   *
   * @return whether it is ready
   */
  boolean await(Duration limit) throws InterruptedException;

  @Override
  void close();
}
