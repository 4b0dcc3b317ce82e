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
 * Ends keys whose time is over, of principals that are ours and open. What an administrator made,
 * closed, or said something about that cannot be read, stays as it is.
 */
final class KeyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(KeyEnd.class);

  private final Principals principals;
  private final KeyReader reader;
  private final InstantSource clock;
  private final StoreListener watch;

  KeyEnd(Principals principals, KeyReader reader, InstantSource clock, StoreListener watch) {
    this.principals = principals;
    this.reader = reader;
    this.clock = clock;
    this.watch = watch;
  }

  /**
   * Whether there is anything to end. For that alone nothing is claimed: most looks find nothing.
   *
   * @param found the principal, where there is one
   */
  boolean hasWork(Optional<CrossoverEntry> found) {
    if (found.isEmpty()) {
      return false;
    }
    CrossoverEntry entry = found.get();
    KerberosTime now = new KerberosTime(clock.instant());
    if (entry.isHalfMade()) {
      return !isKeptForWhatOthersSaid(entry, now);
    }
    if (isLeftAsItIs(entry)) {
      return false;
    }
    OptionalInt kept = ExpiredKeys.firstKept(entry.entry().kvnos(), entry.validities(), now);
    return kept.isEmpty()
        || entry.entry().kvnos().first() < kept.getAsInt()
        || !forgotten(entry, kept.getAsInt(), now).isEmpty();
  }

  /**
   * Ends what is over of that principal, the whole of it where no key is left. A stop between any
   * two changes leaves what the next look ends: the keys go before what is said of them.
   *
   * @return what is left
   */
  Optional<CrossoverEntry> end(PrincipalName name, Role role) throws StoreException {
    Optional<CrossoverEntry> found = reader.read(name, role);
    if (found.isEmpty()) {
      return found;
    }
    CrossoverEntry entry = found.get();
    KerberosTime now = new KerberosTime(clock.instant());
    if (entry.isHalfMade() && !isKeptForWhatOthersSaid(entry, now)) {
      LOG.warn("{} is half-made, as after a crash; removing it", name);
      principals.delete(name);
      return Optional.empty();
    }
    if (isLeftAsItIs(entry)) {
      return found;
    }
    OptionalInt firstKept = ExpiredKeys.firstKept(entry.entry().kvnos(), entry.validities(), now);
    if (firstKept.isEmpty()) {
      LOG.info("{} has no key in force any more; removing it", name);
      principals.delete(name);
      entry.entry().kvnos().forEach(kvno -> watch.ended(name, kvno));
      return Optional.empty();
    }
    int kept = firstKept.getAsInt();
    boolean changed = purge(entry, kept);
    for (int kvno : forgotten(entry, kept, now)) {
      principals.deleteString(name, StringAttributes.key(kvno));
      changed = true;
    }
    return changed ? Optional.of(reread(name, role, kept)) : found;
  }

  /**
   * Deletes that principal, whatever keys it has, unless an administrator had a hand in it.
   *
   * @return whether there was one
   */
  boolean delete(PrincipalName name, Role role, String doing) throws StoreException {
    Optional<CrossoverEntry> found = reader.read(name, role);
    if (found.isEmpty()) {
      return false;
    }
    CrossoverEntry entry = found.get();
    String why =
        !entry.managed() && !entry.isHalfMade()
            ? "it was keyed by hand (no string attribute " + StringAttributes.MARKER + ")"
            : entry.hasStringsOfOthers()
                ? "string attributes of your own are on it (kadmin's getstrs shows them)"
                : entry.entry().isClosed() && !entry.isHalfMade()
                    ? "an administrator closed it (modprinc -allow_tix)"
                    : "";
    if (!why.isEmpty()) {
      throw new StoreException(
          Reason.REFUSED, doing + ": " + why + "; kadmin's delprinc deletes it all the same");
    }
    LOG.info("{} is deleted at an administrator's word", name);
    principals.delete(name);
    return true;
  }

  private static boolean isLeftAsItIs(CrossoverEntry entry) {
    return entry.role().isEmpty() || entry.entry().isClosed() || !entry.complaints().isEmpty();
  }

  /** What an administrator said of it waits for the next key, as long as the one before would. */
  private static boolean isKeptForWhatOthersSaid(CrossoverEntry entry, KerberosTime now) {
    return entry.hasStringsOfOthers()
        && entry.said().values().stream().anyMatch(validity -> now.isBefore(validity.till()));
  }

  private boolean purge(CrossoverEntry entry, int kept) throws StoreException {
    if (entry.entry().kvnos().first() >= kept) {
      return false;
    }
    LOG.info("{}: the keys below kvno {} are over; removing them", entry.name(), kept);
    principals.purgeKeysBelow(entry.name(), kept);
    entry.entry().kvnos().headSet(kept).forEach(kvno -> watch.ended(entry.name(), kvno));
    return true;
  }

  /** The keys that are gone, and of which what is said goes too, once it is over. */
  private static List<Integer> forgotten(CrossoverEntry entry, int kept, KerberosTime now) {
    return entry.said().keySet().stream()
        .filter(kvno -> kvno < kept || !entry.entry().kvnos().contains(kvno))
        .filter(kvno -> !now.isBefore(entry.said().get(kvno).till()))
        .toList();
  }

  private CrossoverEntry reread(PrincipalName name, Role role, int kept) throws StoreException {
    CrossoverEntry left =
        reader.read(name, role).orElseThrow(() -> notAsTold(name, "the principal is gone"));
    if (left.entry().kvnos().isEmpty() || left.entry().kvnos().first() != kept) {
      throw notAsTold(name, "its kvnos are " + left.entry().kvnos());
    }
    return left;
  }

  private static StoreException notAsTold(PrincipalName name, String why) {
    return new StoreException(
        Reason.UNCERTAIN, "removing old keys of " + name + ": the KDB is not as told: " + why);
  }
}
