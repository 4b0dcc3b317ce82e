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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a key in small changes, in an order that makes a stop between any two of them harmless: a
 * new principal is closed until it is whole, and what is said of a key that is not there counts for
 * nothing.
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
   * @param before what {@link PrincipalStore#find} gave before the key was agreed
   * @param claim on the crossover, which is looked at before each change that must not meet others
   * @return the crossover as it is then
   */
  StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before, Claims.Held claim)
      throws StoreException {
    requireUsable(key);
    // Where none was there, to add one tells whether that is still so: no look is surer.
    if (before.isEmpty() && principals.addHalfMade(key)) {
      return create(key, claim);
    }
    Optional<CrossoverEntry> found = reader.read(key.name(), key.role());
    if (found.isEmpty()) {
      if (!principals.addHalfMade(key)) {
        throw overtaken(key, "it comes and goes");
      }
      return create(key, claim);
    }
    CrossoverEntry existing = found.get();
    if (existing.isHalfMade()) {
      LOG.warn("{} is half-made, as after a crash; making it anew", key.name());
      return makeAnew(key, existing, claim);
    }
    StoredCrossover stored = existing.stored();
    requireUnchanged(key, stored, before);
    requireOurs(key, existing, stored);
    if (key.role() == Role.SERVICE) {
      requireNext(key, stored);
      return rollService(key, existing, claim);
    }
    return key.kvno() == stored.highestKvno() + 1 && !endsSooner(key, stored)
        ? rollClient(key, existing, claim)
        : makeAnew(key, existing, claim);
  }

  private void requireUsable(CrossoverKey key) throws StoreException {
    KerberosTime now = new KerberosTime(clock.instant());
    KerberosTime lastUse = key.role() == Role.CLIENT ? key.lastIssue() : key.till();
    if (!now.isBefore(lastUse)) {
      throw refused(key, "it would be of no use after " + lastUse + ", and it is " + now);
    }
  }

  private static void requireOurs(CrossoverKey key, CrossoverEntry existing, StoredCrossover stored)
      throws StoreException {
    if (!stored.managed()) {
      throw refused(
          key,
          "the principal was keyed by hand (no string attribute "
              + StringAttributes.MARKER
              + "); delete it to let the daemons agree on a key");
    }
    if (stored.role().isEmpty()) {
      throw refused(
          key,
          "its string attribute "
              + StringAttributes.MARKER
              + " does not say "
              + StringAttributes.marker(key.role())
              + "; correct it or delete the principal");
    }
    if (existing.entry().isClosed()) {
      throw refused(key, "an administrator closed the principal (modprinc +allow_tix opens it)");
    }
  }

  /** Another daemon, or an administrator, may have been faster. */
  private static void requireUnchanged(
      CrossoverKey key, StoredCrossover stored, Optional<StoredCrossover> before)
      throws StoreException {
    if (!stored.holdsTheSameAs(before)) {
      throw overtaken(key, "meanwhile the KDB has got another, of kvno " + stored.highestKvno());
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

  /** Whether the new limits, set after the new key, would come too late for its first tickets. */
  private static boolean endsSooner(CrossoverKey key, StoredCrossover stored) {
    KeyValidity last = stored.keys().get(stored.highestKvno());
    return last == null || key.till().isBefore(last.till());
  }

  /**
   * In its place, and closed till it is whole: what an administrator said of it may be what holds
   * the peer in bounds, and would be lost with the principal.
   */
  private StoredCrossover makeAnew(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    claim.require();
    principals.close(key.name());
    if (existing.entry().policy().isPresent()) {
      principals.clearPolicy(key.name());
    }
    principals.changeKey(key, false);
    claim.require();
    principals.renumber(key);
    principals.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    describe(key);
    for (String attribute : existing.strings().keySet()) {
      Optional<Integer> kvno = StringAttributes.kvno(attribute);
      if (kvno.isPresent() && kvno.get() != key.kvno()) {
        principals.deleteString(key.name(), attribute);
      }
    }
    CrossoverEntry written = requireStored(key);
    claim.require();
    return open(key, written);
  }

  /**
   * Makes whole and opens what {@link Principals#addHalfMade} added. Of the opening nothing is read
   * back: it changes two fields of an entry that was just read as it should be, and the database
   * says that it is done. All that can be wrong in the entry is found before a KDC uses it.
   */
  private StoredCrossover create(CrossoverKey key, Claims.Held claim) throws StoreException {
    principals.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    describe(key);
    CrossoverEntry written = requireStored(key);
    claim.require();
    if (!written.isHalfMade() || !TicketLimits.wrongBeforeOpening(key, written.entry()).isEmpty()) {
      return open(key, written);
    }
    principals.admit(key);
    return new StoredCrossover(
        key.name(),
        true,
        Optional.of(key.role()),
        key.kvno(),
        new TreeMap<>(Map.of(key.kvno(), key.validity())));
  }

  /** The new key comes last: until then nothing has changed that a KDC could notice. */
  private StoredCrossover rollService(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    removeLeftOver(key, existing);
    describe(key);
    open(key, existing);
    claim.require();
    principals.changeKey(key, true);
    return requireStored(key).stored();
  }

  /**
   * The new, longer expiration comes last, so that no ticket under the old key profits from it. The
   * old key goes: this KDC would only use it to read tickets, and it reads none.
   */
  private StoredCrossover rollClient(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    removeLeftOver(key, existing);
    describe(key);
    claim.require();
    principals.changeKey(key, false);
    CrossoverEntry written = requireStored(key);
    claim.require();
    return open(key, written);
  }

  /** Says of the key what was agreed; to this KDC, too, where it issues tickets under it. */
  private void describe(CrossoverKey key) throws StoreException {
    principals.setString(
        key.name(), StringAttributes.key(key.kvno()), StringAttributes.format(key.validity()));
    if (key.role() == Role.CLIENT) {
      principals.setString(
          key.name(),
          StringAttributes.SESSION_ENCTYPES,
          StringAttributes.sessionEnctypes(key.etypes()));
    }
  }

  /** Removes what is said of keys that are gone, so that rollovers do not pile it up. */
  private void removeLeftOver(CrossoverKey key, CrossoverEntry existing) throws StoreException {
    for (String attribute : existing.strings().keySet()) {
      Optional<Integer> kvno = StringAttributes.kvno(attribute);
      if (kvno.isPresent() && !existing.entry().keys().containsKey(kvno.get())) {
        principals.deleteString(key.name(), attribute);
      }
    }
  }

  private static StoreException gone(CrossoverKey key) {
    return notAsWritten(key, "it is gone again; does another program delete it?");
  }

  /**
   * That the KDB has this key, under this kvno, and says of it what was meant.
   *
   * @return the principal as it is then
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
          key, "its etypes are " + types + "; let encryption_types list no other ones");
    }
    if (!StringAttributes.marker(key.role()).equals(written.strings().get(StringAttributes.MARKER))
        || !StringAttributes.format(key.validity())
            .equals(written.strings().get(StringAttributes.key(key.kvno())))
        || (key.role() == Role.CLIENT
            && !StringAttributes.sessionEnctypes(key.etypes())
                .equals(written.strings().get(StringAttributes.SESSION_ENCTYPES)))) {
      throw notAsWritten(key, "its string attributes are other ones");
    }
    return written;
  }

  /**
   * Opens the principal and looks that it took the limits. krb5 before 1.16 works a duration out
   * from two looks at the clock, and comes out a second off when it strikes between them: once more
   * puts that right.
   *
   * @param before the principal as it is now
   * @return the crossover as it is then
   */
  private StoredCrossover open(CrossoverKey key, CrossoverEntry before) throws StoreException {
    PrincipalEntry entry = before.entry();
    String wrong = "";
    for (int i = 0; i < OPEN_ATTEMPTS; i++) {
      if (entry.policy().isPresent()) {
        principals.clearPolicy(key.name());
      }
      principals.open(key);
      entry = principals.get(key.name()).orElseThrow(() -> gone(key));
      wrong = TicketLimits.wrong(key, entry);
      if (wrong.isEmpty()) {
        return CrossoverEntry.of(key.name(), key.role(), entry, before.strings()).stored();
      }
    }
    throw notAsWritten(key, wrong);
  }

  private static StoreException refused(CrossoverKey key, String why) {
    return new StoreException(
        Reason.REFUSED, "writing the key of " + key.name() + " refused: " + why);
  }

  private static StoreException notAsWritten(CrossoverKey key, String why) {
    return new StoreException(
        Reason.UNCERTAIN,
        "writing the key of "
            + key.name()
            + ", kvno "
            + key.kvno()
            + ": the KDB does not have it as written: "
            + why
            + "; look with kadmin's getprinc and getstrs");
  }
}
