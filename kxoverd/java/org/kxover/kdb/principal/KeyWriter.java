package org.kxover.kdb.principal;

import java.time.InstantSource;
import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a key may be written, and whether it is the principal's first or its next. */
final class KeyWriter {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWriter.class);

  private final WritingOrder order;
  private final KeyReader reader;
  private final InstantSource clock;

  KeyWriter(WritingOrder order, KeyReader reader, InstantSource clock) {
    this.order = order;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * @param before what {@link PrincipalStore#find} returned before the daemons agreed on the key
   * @param claim on the crossover; checked before each change that must not overlap with another
   *     daemon's
   * @return the crossover after the write
   */
  StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before, Claims.Claim claim)
      throws StoreException {
    requireUsable(key);
    // If there was no principal, adding it is the check that there still is none.
    if (before.isEmpty()) {
      Optional<StoredCrossover> created = order.create(key, claim);
      if (created.isPresent()) {
        return created.get();
      }
    }
    Optional<CrossoverEntry> found = reader.read(key.name(), key.role());
    if (found.isEmpty()) {
      return order
          .create(key, claim)
          .orElseThrow(() -> overtaken(key, "another program adds and deletes the principal"));
    }
    CrossoverEntry existing = found.get();
    if (existing.isHalfMade()) {
      LOG.warn("{}: a crash left this principal incomplete; rebuilding it", key.name());
      return order.rebuild(key, existing, claim);
    }
    StoredCrossover stored = existing.stored();
    requireUnchanged(key, stored, before);
    requireOurs(key.name(), key.role(), existing, "writing the key of " + key.name());
    if (key.role() == Role.SERVICE) {
      requireNext(key, stored);
      return order.add(key, existing, claim);
    }
    return order.replace(key, existing, claim);
  }

  private void requireUsable(CrossoverKey key) throws StoreException {
    KerberosTime now = new KerberosTime(clock.instant());
    KerberosTime lastUse = key.role() == Role.CLIENT ? key.lastIssue() : key.till();
    if (!now.isBefore(lastUse)) {
      throw refused(
          "writing the key of " + key.name(),
          "its use ended at " + lastUse + ", and it is now " + now);
    }
  }

  /**
   * Refuses a principal that an administrator keyed or closed, or that has the other role.
   *
   * @param action for the message
   */
  static void requireOurs(PrincipalName name, Role role, CrossoverEntry existing, String action)
      throws StoreException {
    if (existing.isBlocked()) {
      throw refused(action, "an administrator blocked the realm (kxover unblock ends this)");
    }
    if (!existing.managed()) {
      throw refused(
          action,
          "the principal was keyed by hand (no string attribute "
              + StringAttributes.MARKER
              + "); delete it to let the daemons agree on a key");
    }
    if (existing.role().isEmpty()) {
      throw refused(
          action,
          "its string attribute "
              + StringAttributes.MARKER
              + " does not say "
              + StringAttributes.marker(role)
              + "; correct it or delete the principal");
    }
    if (existing.entry().isClosed()) {
      throw refused(action, "an administrator closed the principal (modprinc +allow_tix opens it)");
    }
  }

  /** Another daemon or an administrator may have written a key meanwhile. */
  private static void requireUnchanged(
      CrossoverKey key, StoredCrossover stored, Optional<StoredCrossover> before)
      throws StoreException {
    if (!stored.hasSameKeysAs(before)) {
      throw overtaken(
          key, "another key, of kvno " + stored.highestKvno() + ", was written meanwhile");
    }
  }

  private static void requireNext(CrossoverKey key, StoredCrossover stored) throws StoreException {
    if (key.kvno() != stored.highestKvno() + 1) {
      throw overtaken(
          key, "its kvno is " + key.kvno() + ", but the KDB's highest is " + stored.highestKvno());
    }
  }

  private static StoreException overtaken(CrossoverKey key, String why) {
    return new StoreException(Reason.OVERTAKEN, "writing the key of " + key.name() + ": " + why);
  }

  private static StoreException refused(String action, String why) {
    return new StoreException(Reason.REFUSED, action + " refused: " + why);
  }
}
