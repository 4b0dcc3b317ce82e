package org.kxover.kdb.principal;

import java.time.Instant;
import java.util.Optional;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * Makes a change of the database that has no effect, because only a change shows that changes are
 * possible. A full file system, a read-only database and a missing right do not show in a read, and
 * kadmind answers {@code getprivs} with all rights, whatever its access list says.
 */
final class WriteTest {
  /** No key has this kvno, so no principal has this attribute. */
  private static final String NO_ATTRIBUTE = StringAttributes.key(0);

  /** The token of a claim that is removed at once. */
  private static final KerberosTime TOKEN = new KerberosTime(Instant.ofEpochSecond(1));

  private final Principals principals;
  private final KeyReader reader;
  private final boolean claimed;

  /**
   * @param claimed true if whoever calls has added a claim, which is a change already
   */
  WriteTest(Principals principals, KeyReader reader, boolean claimed) {
    this.principals = principals;
    this.reader = reader;
    this.claimed = claimed;
  }

  /**
   * Removes an attribute that a principal of ours does not have, or adds and removes a claim where
   * there is no principal yet.
   *
   * @param exists true if there was a principal when it was last read
   * @param action for the message of the exception
   * @throws StoreException if the database cannot be changed, or the principal is not ours or
   *     closed
   */
  void run(PrincipalName name, Role role, boolean exists, String action) throws StoreException {
    Optional<CrossoverEntry> found = exists ? reader.read(name, role) : Optional.empty();
    if (found.isPresent() && !found.get().isHalfMade()) {
      KeyWriter.requireOurs(name, role, found.get(), action);
      principals.deleteString(name, NO_ATTRIBUTE);
    } else if (!claimed) {
      // A claim that a crash left here is removed, too.
      principals.addClaim(name, TOKEN);
      principals.deleteClaim(name);
    }
  }
}
