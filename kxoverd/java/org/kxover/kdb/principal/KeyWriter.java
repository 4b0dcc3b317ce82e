package org.kxover.kdb.principal;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a key in small changes, ordered so that a stop between any two of them does no harm. A new
 * principal stays closed until it is complete, and string attributes of a key that does not exist
 * have no effect.
 */
final class KeyWriter {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWriter.class);
  private static final int OPEN_ATTEMPTS = 3;

  private final Principals principals;
  private final KeyReader reader;
  private final InstantSource clock;

  KeyWriter(Principals principals, KeyReader reader, InstantSource clock) {
    this.principals = principals;
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
    if (before.isEmpty() && principals.addHalfMade(key)) {
      return create(key, claim);
    }
    Optional<CrossoverEntry> found = reader.read(key.name(), key.role());
    if (found.isEmpty()) {
      if (!principals.addHalfMade(key)) {
        throw overtaken(key, "another program adds and deletes the principal");
      }
      return create(key, claim);
    }
    CrossoverEntry existing = found.get();
    if (existing.isHalfMade()) {
      LOG.warn("{}: a crash left this principal incomplete; rebuilding it", key.name());
      return rebuild(key, existing, claim);
    }
    StoredCrossover stored = existing.stored();
    requireUnchanged(key, stored, before);
    requireOurs(key.name(), key.role(), existing, "writing the key of " + key.name());
    if (key.role() == Role.SERVICE) {
      requireNext(key, stored);
      return rollOverService(key, existing, claim);
    }
    return key.kvno() == stored.highestKvno() + 1 && !endsSooner(key, stored)
        ? rollOverClient(key, existing, claim)
        : rebuild(key, existing, claim);
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

  /**
   * True if the new key ends before the last one: the old limits would then be too long for its
   * first tickets.
   */
  private static boolean endsSooner(CrossoverKey key, StoredCrossover stored) {
    KeyValidity last = stored.keys().get(stored.highestKvno());
    return last == null || key.till().isBefore(last.till());
  }

  /**
   * Replaces the key of the existing principal, which stays closed until it is complete. Deleting
   * the principal would lose an administrator's string attributes, which may restrict the other
   * realm.
   */
  private StoredCrossover rebuild(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    claim.requireHeld();
    principals.close(key.name());
    if (existing.entry().policy().isPresent()) {
      principals.clearPolicy(key.name());
    }
    principals.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    principals.changeKey(key, false);
    claim.requireHeld();
    principals.renumber(key);
    setAttributes(key);
    for (String attribute : existing.strings().keySet()) {
      Optional<Integer> kvno = StringAttributes.kvno(attribute);
      if (kvno.isPresent() && kvno.get() != key.kvno()) {
        principals.deleteString(key.name(), attribute);
      }
    }
    CrossoverEntry written = requireStored(key);
    claim.requireHeld();
    return open(key, written);
  }

  /**
   * Completes and opens the principal that {@link Principals#addHalfMade} added. The opening is not
   * read back: it changes two fields of an entry that was just checked, and the database confirms
   * the change. Every other error in the entry is found before a KDC uses it.
   */
  private StoredCrossover create(CrossoverKey key, Claims.Claim claim) throws StoreException {
    principals.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    principals.setFirstKey(key);
    setAttributes(key);
    CrossoverEntry written = requireStored(key);
    claim.requireHeld();
    if (!written.isHalfMade()
        || !TicketLimits.mismatchBeforeOpening(key, written.entry()).isEmpty()) {
      return open(key, written);
    }
    principals.clearHalfMade(key);
    return new StoredCrossover(
        key.name(),
        true,
        Optional.of(key.role()),
        key.kvno(),
        new TreeMap<>(Map.of(key.kvno(), key.validity())));
  }

  /** Writes the new key last: no earlier change has an effect on the KDC. */
  private StoredCrossover rollOverService(
      CrossoverKey key, CrossoverEntry existing, Claims.Claim claim) throws StoreException {
    removeStaleAttributes(key, existing);
    setAttributes(key);
    open(key, existing);
    claim.requireHeld();
    principals.changeKey(key, true);
    return requireStored(key).stored();
  }

  /**
   * Sets the new, later expiration last, so that it never applies to a ticket under the old key.
   * The old key is removed: our KDC needs it only to read tickets, and it reads none.
   */
  private StoredCrossover rollOverClient(
      CrossoverKey key, CrossoverEntry existing, Claims.Claim claim) throws StoreException {
    removeStaleAttributes(key, existing);
    setAttributes(key);
    claim.requireHeld();
    principals.changeKey(key, false);
    CrossoverEntry written = requireStored(key);
    claim.requireHeld();
    return open(key, written);
  }

  /**
   * Sets the string attributes of the key; for a client, also the session key types for our KDC.
   */
  private void setAttributes(CrossoverKey key) throws StoreException {
    principals.setString(
        key.name(), StringAttributes.key(key.kvno()), StringAttributes.format(key.validity()));
    if (key.role() == Role.CLIENT) {
      principals.setString(
          key.name(),
          StringAttributes.SESSION_ENCTYPES,
          StringAttributes.sessionEnctypes(key.etypes()));
    }
  }

  /** Removes the attributes of keys that are gone, so that they do not accumulate. */
  private void removeStaleAttributes(CrossoverKey key, CrossoverEntry existing)
      throws StoreException {
    for (String attribute : existing.strings().keySet()) {
      Optional<Integer> kvno = StringAttributes.kvno(attribute);
      if (kvno.isPresent() && !existing.entry().keys().containsKey(kvno.get())) {
        principals.deleteString(key.name(), attribute);
      }
    }
  }

  private static StoreException gone(CrossoverKey key) {
    return notAsWritten(
        key, "the principal has disappeared; check whether another program deletes it");
  }

  /**
   * Checks that the KDB has this key under this kvno, with its string attributes.
   *
   * @return the principal as the KDB has it
   */
  private CrossoverEntry requireStored(CrossoverKey key) throws StoreException {
    CrossoverEntry written = reader.read(key.name(), key.role()).orElseThrow(() -> gone(key));
    List<String> types = written.entry().keys().get(key.kvno());
    if (written.entry().highestKvno() != key.kvno()) {
      throw notAsWritten(key, "the highest kvno is " + written.entry().highestKvno());
    }
    if (types == null
        || types.size() != key.etypes().size()
        || !Set.copyOf(types).equals(CrossoverEntry.mitNames(key.etypes()))) {
      throw notAsWritten(
          key,
          "its etypes are "
              + types
              + "; encryption_types may list only types that this KDC supports");
    }
    if (!StringAttributes.marker(key.role()).equals(written.strings().get(StringAttributes.MARKER))
        || !StringAttributes.format(key.validity())
            .equals(written.strings().get(StringAttributes.key(key.kvno())))
        || (key.role() == Role.CLIENT
            && !StringAttributes.sessionEnctypes(key.etypes())
                .equals(written.strings().get(StringAttributes.SESSION_ENCTYPES)))) {
      throw notAsWritten(key, "its string attributes differ");
    }
    return written;
  }

  /**
   * Opens the principal and checks its limits. krb5 before 1.16 reads the clock twice to compute a
   * duration, so the result can be one second off: then another try corrects it.
   *
   * @param before the principal before this call
   * @return the crossover after this call
   */
  private StoredCrossover open(CrossoverKey key, CrossoverEntry before) throws StoreException {
    PrincipalEntry entry = before.entry();
    String mismatch = "";
    for (int i = 0; i < OPEN_ATTEMPTS; i++) {
      if (entry.policy().isPresent()) {
        principals.clearPolicy(key.name());
      }
      principals.open(key);
      entry = principals.get(key.name()).orElseThrow(() -> gone(key));
      mismatch = TicketLimits.mismatch(key, entry);
      if (mismatch.isEmpty()) {
        return CrossoverEntry.of(key.name(), key.role(), entry, before.strings()).stored();
      }
    }
    throw notAsWritten(key, mismatch);
  }

  private static StoreException refused(String action, String why) {
    return new StoreException(Reason.REFUSED, action + " refused: " + why);
  }

  private static StoreException notAsWritten(CrossoverKey key, String why) {
    return new StoreException(
        Reason.UNCERTAIN,
        "writing the key of "
            + key.name()
            + ", kvno "
            + key.kvno()
            + ": the KDB does not hold what was written: "
            + why
            + "; check with kadmin's getprinc and getstrs");
  }
}
