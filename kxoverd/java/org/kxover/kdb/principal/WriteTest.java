package org.kxover.kdb.principal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * Makes changes of the database that have no effect, because only a change shows that changes are
 * possible. A full file system, a read-only database and a missing right do not show in a read, and
 * kadmind answers {@code getprivs} with all rights, whatever its access list says.
 *
 * <p>It adds a claim and deletes it each time. Once a minute it also gives the claim a string
 * attribute and a key. All this needs every right that a key and its renewal need: a, m, c and d of
 * kadm5.acl(5). A user waits meanwhile, so that rights, once seen, count for a minute. A write that
 * fails ends this time. The callers take turns.
 */
final class WriteTest {
  private static final Duration COUNTS = Duration.ofMinutes(1);

  /** The most calls of {@link #run} for one answer. */
  static final int TRIES = 3;

  /** The token of a claim that is removed at once. */
  private static final KerberosTime TOKEN = new KerberosTime(Instant.ofEpochSecond(1));

  private final Principals principals;
  private final KeyReader reader;
  private final boolean claimed;
  private final InstantSource clock;
  private Optional<Instant> passed = Optional.empty();

  /**
   * @param claimed true if whoever calls has added a claim
   */
  WriteTest(Principals principals, KeyReader reader, boolean claimed, InstantSource clock) {
    this.principals = principals;
    this.reader = reader;
    this.claimed = claimed;
    this.clock = clock;
  }

  /**
   * Looks at the free space and at the principal, and changes the database.
   *
   * <p>If another daemon took the claim, a failure says nothing: it may have deleted the claim. Two
   * may get a claim at once where {@link SharedClaims} says so.
   *
   * @param exists true if there was a principal when it was last read
   * @param action for the message of the exception
   * @param last true if a failure counts, whoever has the claim now
   * @return false if it must be tried again, as another daemon took the claim
   * @throws StoreException if the database cannot be changed, or the principal is not ours or
   *     closed
   */
  boolean run(
      PrincipalName name,
      Role role,
      boolean exists,
      String action,
      Claims.Claim claim,
      boolean last)
      throws StoreException {
    try {
      run(name, role, exists, action);
      return true;
    } catch (StoreException e) {
      // A database that does not answer, or is busy, is not asked once more.
      if (last || e.reason() != StoreException.Reason.FAILED || isHeld(claim, e)) {
        throw e;
      }
      return false;
    }
  }

  /** True also if nobody knows, so that {@code failure} counts. */
  private static boolean isHeld(Claims.Claim claim, StoreException failure) {
    try {
      return claim.isHeld();
    } catch (StoreException e) {
      failure.addSuppressed(e);
      return true;
    }
  }

  private void run(PrincipalName name, Role role, boolean exists, String action)
      throws StoreException {
    principals.requireSpace(action);
    Optional<CrossoverEntry> found = exists ? reader.read(name, role) : Optional.empty();
    if (found.isPresent() && !found.get().isHalfMade()) {
      KeyWriter.requireOurs(name, role, found.get(), action);
    }
    Instant now = clock.instant();
    if (passed.filter(since -> counts(since, now)).isPresent()) {
      change(name, false);
      return;
    }
    forget();
    change(name, true);
    passed = Optional.of(now);
  }

  /** The next call tries all rights again, whenever it comes. */
  void forget() {
    passed = Optional.empty();
  }

  private static boolean counts(Instant since, Instant now) {
    return !now.isBefore(since) && now.isBefore(since.plus(COUNTS));
  }

  private void change(PrincipalName name, boolean allRights) throws StoreException {
    if (!claimed) {
      // A claim that a crash left here serves as well.
      principals.addClaim(name, TOKEN);
    }
    if (allRights) {
      tryRights(name);
    }
    if (!claimed) {
      principals.deleteClaim(name);
    }
  }

  private void tryRights(PrincipalName name) throws StoreException {
    try {
      principals.changeClaim(name);
    } catch (StoreException e) {
      if (!claimed) {
        deleteAfter(e, name);
      }
      throw e;
    }
  }

  private void deleteAfter(StoreException failure, PrincipalName name) {
    try {
      principals.deleteClaim(name);
    } catch (StoreException e) {
      failure.addSuppressed(e);
    }
  }
}
