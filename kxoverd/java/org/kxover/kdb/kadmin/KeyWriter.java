package org.kxover.kdb.kadmin;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private final Kadmin kadmin;
  private final KeyReader reader;
  private final InstantSource clock;

  KeyWriter(Kadmin kadmin, KeyReader reader, InstantSource clock) {
    this.kadmin = kadmin;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * @param claim on the crossover, which is looked at before each change that must not meet others
   */
  void write(CrossoverKey key, Claims.Held claim) throws StoreException {
    requireUsable(key);
    Optional<CrossoverEntry> found = reader.read(key.name(), key.role());
    if (found.isEmpty()) {
      create(key, claim);
      return;
    }
    CrossoverEntry existing = found.get();
    if (existing.isHalfMade()) {
      LOG.warn("{} is half-made, as after a crash; making it anew", key.name());
      makeAnew(key, existing, claim);
      return;
    }
    StoredCrossover stored = existing.stored();
    requireOurs(key, existing, stored);
    if (key.role() == Role.SERVICE) {
      requireNext(key, stored);
      rollService(key, existing, claim);
    } else if (key.kvno() == stored.highestKvno() + 1 && !endsSooner(key, stored)) {
      rollClient(key, existing, claim);
    } else {
      makeAnew(key, existing, claim);
    }
  }

  private void requireUsable(CrossoverKey key) throws StoreException {
    KerberosTime now = new KerberosTime(clock.instant());
    KerberosTime lastUse =
        key.role() == Role.CLIENT ? key.till().minus(key.maxTicketLife()) : key.till();
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

  private static void requireNext(CrossoverKey key, StoredCrossover stored) throws StoreException {
    if (key.kvno() != stored.highestKvno() + 1) {
      throw new StoreException(
          Reason.OVERTAKEN,
          "writing the key of "
              + key.name()
              + ": its kvno is "
              + key.kvno()
              + ", but the KDB's highest is "
              + stored.highestKvno());
    }
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
  private void makeAnew(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    claim.require();
    kadmin.close(key.name());
    if (existing.entry().policy().isPresent()) {
      kadmin.clearPolicy(key.name());
    }
    kadmin.changePassword(key, false);
    claim.require();
    kadmin.renumber(key);
    kadmin.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    describe(key);
    for (String attribute : existing.strings().keySet()) {
      Optional<Integer> kvno = StringAttributes.kvno(attribute);
      if (kvno.isPresent() && kvno.get() != key.kvno()) {
        kadmin.deleteString(key.name(), attribute);
      }
    }
    PrincipalEntry written = requireStored(key);
    claim.require();
    open(key, written);
  }

  private void create(CrossoverKey key, Claims.Held claim) throws StoreException {
    kadmin.addHalfMade(key);
    kadmin.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    describe(key);
    PrincipalEntry written = requireStored(key);
    claim.require();
    open(key, written);
  }

  /** The new key comes last: until then nothing has changed that a KDC could notice. */
  private void rollService(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    removeLeftOver(key, existing);
    describe(key);
    open(key, existing.entry());
    claim.require();
    kadmin.changePassword(key, true);
    requireStored(key);
  }

  /**
   * The new, longer expiration comes last, so that no ticket under the old key profits from it. The
   * old key goes: this KDC would only use it to read tickets, and it reads none.
   */
  private void rollClient(CrossoverKey key, CrossoverEntry existing, Claims.Held claim)
      throws StoreException {
    removeLeftOver(key, existing);
    describe(key);
    claim.require();
    kadmin.changePassword(key, false);
    PrincipalEntry written = requireStored(key);
    claim.require();
    open(key, written);
  }

  /** Says of the key what was agreed; to this KDC, too, where it issues tickets under it. */
  private void describe(CrossoverKey key) throws StoreException {
    kadmin.setString(
        key.name(), StringAttributes.key(key.kvno()), StringAttributes.format(key.validity()));
    if (key.role() == Role.CLIENT) {
      kadmin.setString(
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
        kadmin.deleteString(key.name(), attribute);
      }
    }
  }

  private CrossoverEntry readBack(CrossoverKey key) throws StoreException {
    return reader.read(key.name(), key.role()).orElseThrow(() -> gone(key));
  }

  private static StoreException gone(CrossoverKey key) {
    return notAsWritten(key, "it is gone again; does another program delete it?");
  }

  /**
   * That the KDB has this key, under this kvno, and says of it what was meant.
   *
   * @return the principal as it is then
   */
  private PrincipalEntry requireStored(CrossoverKey key) throws StoreException {
    CrossoverEntry written = readBack(key);
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
    return written.entry();
  }

  /**
   * Opens the principal and looks that it took the limits. krb5 before 1.16 works a duration out
   * from two looks at the clock, and comes out a second off when it strikes between them: once more
   * puts that right.
   *
   * @param before the principal as it is now
   */
  private void open(CrossoverKey key, PrincipalEntry before) throws StoreException {
    PrincipalEntry entry = before;
    String wrong = "";
    for (int i = 0; i < OPEN_ATTEMPTS; i++) {
      if (entry.policy().isPresent()) {
        kadmin.clearPolicy(key.name());
      }
      kadmin.open(key);
      entry = kadmin.getPrincipal(key.name()).orElseThrow(() -> gone(key));
      wrong = TicketLimits.wrong(key, entry);
      if (wrong.isEmpty()) {
        return;
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
