package org.kxover.kdb.principal;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.kdb.ExpiredKeys;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired keys of principals that are ours and open. Principals that an administrator keyed
 * or closed, or whose attributes cannot be read, are not changed.
 */
final class KeyRemover {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRemover.class);

  private final Principals principals;
  private final KeyReader reader;
  private final InstantSource clock;
  private final StoreListener listener;

  KeyRemover(Principals principals, KeyReader reader, InstantSource clock, StoreListener listener) {
    this.principals = principals;
    this.reader = reader;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * True if there is something to remove. Checked before the claim is acquired, because most checks
   * find nothing to do.
   *
   * @param found the principal, if there is one
   */
  boolean hasWork(Optional<CrossoverEntry> found) {
    if (found.isEmpty()) {
      return false;
    }
    CrossoverEntry entry = found.get();
    KerberosTime now = new KerberosTime(clock.instant());
    if (entry.isHalfMade()) {
      return !isKeptForForeignStrings(entry, now);
    }
    if (!entry.mayChange()) {
      return false;
    }
    OptionalInt kept = ExpiredKeys.firstKept(entry.entry().kvnos(), entry.validities(), now);
    return kept.isEmpty()
        || entry.entry().kvnos().first() < kept.getAsInt()
        || !staleKvnos(entry, kept.getAsInt(), now).isEmpty();
  }

  /**
   * Removes the expired keys of that principal, or the whole principal if no key is left. The keys
   * go before their string attributes, so that the next call completes the work if this one stops
   * between two changes.
   *
   * @return the principal after that; empty if it is gone
   */
  Optional<CrossoverEntry> removeExpired(PrincipalName name, Role role) throws StoreException {
    Optional<CrossoverEntry> found = reader.read(name, role);
    if (found.isEmpty()) {
      return found;
    }
    CrossoverEntry entry = found.get();
    KerberosTime now = new KerberosTime(clock.instant());
    if (entry.isHalfMade() && !isKeptForForeignStrings(entry, now)) {
      LOG.warn("{}: a crash left this principal incomplete; removing it", name);
      principals.delete(name);
      return Optional.empty();
    }
    if (!entry.mayChange()) {
      return found;
    }
    OptionalInt firstKept = ExpiredKeys.firstKept(entry.entry().kvnos(), entry.validities(), now);
    if (firstKept.isEmpty()) {
      LOG.info("{}: all its keys have expired; removing the principal", name);
      principals.delete(name);
      entry.entry().kvnos().forEach(kvno -> listener.ended(name, kvno));
      return Optional.empty();
    }
    int kept = firstKept.getAsInt();
    boolean changed = purge(entry, kept);
    for (int kvno : staleKvnos(entry, kept, now)) {
      principals.deleteString(name, StringAttributes.key(kvno));
      changed = true;
    }
    return changed ? Optional.of(reread(name, role, kept)) : found;
  }

  /**
   * Deletes that principal, whatever keys it has. Refuses if an administrator keyed it, closed it,
   * blocked it or added string attributes.
   *
   * @return true if there was a principal
   */
  boolean delete(PrincipalName name, Role role, String action) throws StoreException {
    Optional<CrossoverEntry> found = reader.read(name, role);
    if (found.isEmpty()) {
      return false;
    }
    CrossoverEntry entry = found.get();
    String why =
        entry.isBlocked()
            ? "an administrator blocked the realm; end this first (kxover unblock)"
            : whyNotDeleted(entry);
    if (!why.isEmpty()) {
      throw new StoreException(Reason.REFUSED, action + ": " + why);
    }
    LOG.info("{}: deleting the principal by order of an administrator", name);
    principals.delete(name);
    return true;
  }

  /** The reason why an order does not delete the principal, with what to do; empty if it does. */
  private static String whyNotDeleted(CrossoverEntry entry) {
    String why =
        !entry.managed() && !entry.isHalfMade()
            ? "it was keyed by hand (no string attribute " + StringAttributes.MARKER + ")"
            : entry.hasForeignStrings()
                ? "string attributes of your own are on it (kadmin's getstrs shows them)"
                : entry.entry().isClosed() && !entry.isHalfMade()
                    ? "an administrator closed it (modprinc -allow_tix)"
                    : "";
    return why.isEmpty() ? why : why + "; to delete it anyway, use kadmin's delprinc";
  }

  /**
   * Keeps an administrator's string attributes for the next key, until the end of the described
   * keys.
   */
  private static boolean isKeptForForeignStrings(CrossoverEntry entry, KerberosTime now) {
    return entry.hasForeignStrings()
        && entry.described().values().stream().anyMatch(validity -> now.isBefore(validity.till()));
  }

  private boolean purge(CrossoverEntry entry, int kept) throws StoreException {
    if (entry.entry().kvnos().first() >= kept) {
      return false;
    }
    LOG.info("{}: removing the expired keys below kvno {}", entry.name(), kept);
    principals.purgeKeysBelow(entry.name(), kept);
    entry.entry().kvnos().headSet(kept).forEach(kvno -> listener.ended(entry.name(), kvno));
    return true;
  }

  /**
   * The kvnos of keys that are gone and whose described validity has ended: their attributes can
   * go.
   */
  private static List<Integer> staleKvnos(CrossoverEntry entry, int kept, KerberosTime now) {
    return entry.described().keySet().stream()
        .filter(kvno -> kvno < kept || !entry.entry().kvnos().contains(kvno))
        .filter(kvno -> !now.isBefore(entry.described().get(kvno).till()))
        .toList();
  }

  private CrossoverEntry reread(PrincipalName name, Role role, int kept) throws StoreException {
    CrossoverEntry left =
        reader.read(name, role).orElseThrow(() -> notAsExpected(name, "the principal is gone"));
    if (left.entry().kvnos().isEmpty() || left.entry().kvnos().first() != kept) {
      throw notAsExpected(name, "its kvnos are " + left.entry().kvnos());
    }
    return left;
  }

  private static StoreException notAsExpected(PrincipalName name, String why) {
    return new StoreException(
        Reason.UNCERTAIN,
        "removing old keys of " + name + ": the KDB does not show the change: " + why);
  }
}
