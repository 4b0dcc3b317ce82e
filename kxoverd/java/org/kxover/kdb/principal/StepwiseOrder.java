package org.kxover.kdb.principal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoredCrossover;

/**
 * Small changes, ordered so that a stop between any two of them does no harm. A new principal stays
 * closed until it is complete, and string attributes of a key that does not exist have no effect.
 */
final class StepwiseOrder implements WritingOrder {
  private static final int ATTEMPTS = 3;

  private final StepwisePrincipals principals;
  private final WrittenKey written;

  StepwiseOrder(StepwisePrincipals principals, KeyReader reader) {
    this.principals = principals;
    this.written = new WrittenKey(reader);
  }

  /**
   * The opening is not read back: it changes two fields of an entry that was just checked, and the
   * database confirms the change. Every other error in the entry is found before a KDC uses it.
   */
  @Override
  public Optional<StoredCrossover> create(CrossoverKey key, Claims.Claim claim)
      throws StoreException {
    if (!principals.addHalfMade(key)) {
      return Optional.empty();
    }
    principals.setString(key.name(), StringAttributes.MARKER, StringAttributes.marker(key.role()));
    setAttributes(key);
    CrossoverEntry found = written.require(key);
    claim.requireHeld();
    if (!found.isHalfMade() || !TicketLimits.mismatchBeforeOpening(key, found.entry()).isEmpty()) {
      return Optional.of(open(key, found));
    }
    principals.clearHalfMade(key);
    return Optional.of(
        new StoredCrossover(
            key.name(),
            true,
            Optional.of(key.role()),
            key.kvno(),
            new TreeMap<>(Map.of(key.kvno(), key.validity()))));
  }

  /**
   * Replaces the key of the existing principal, which stays closed until it is complete. Deleting
   * the principal would lose an administrator's string attributes, which may restrict the other
   * realm.
   */
  @Override
  public StoredCrossover rebuild(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
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
    CrossoverEntry found = written.require(key);
    claim.requireHeld();
    return open(key, found);
  }

  /** Writes the new key last: no earlier change has an effect on the KDC. */
  @Override
  public StoredCrossover add(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    removeStaleAttributes(key, existing);
    setAttributes(key);
    limit(key, existing);
    claim.requireHeld();
    principals.changeKey(key, true);
    return written.require(key).stored();
  }

  @Override
  public StoredCrossover replace(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    StoredCrossover stored = existing.stored();
    return key.kvno() == stored.highestKvno() + 1 && !endsSooner(key, stored)
        ? rollOver(key, existing, claim)
        : rebuild(key, existing, claim);
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
   * Sets the new, later expiration last, so that it never applies to a ticket under the old key.
   * The old key is removed: our KDC needs it only to read tickets, and it reads none.
   */
  private StoredCrossover rollOver(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    removeStaleAttributes(key, existing);
    setAttributes(key);
    claim.requireHeld();
    principals.changeKey(key, false);
    CrossoverEntry found = written.require(key);
    claim.requireHeld();
    return limit(key, found);
  }

  private void setAttributes(CrossoverKey key) throws StoreException {
    for (Map.Entry<String, String> string : StringAttributes.ofKey(key).entrySet()) {
      principals.setString(key.name(), string.getKey(), string.getValue());
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

  /** Opens the principal, which this order closed, with the limits of the key. */
  private StoredCrossover open(CrossoverKey key, CrossoverEntry before) throws StoreException {
    return limit(key, before, principals::open);
  }

  /**
   * Sets the limits of the key at an open principal.
   *
   * @throws StoreException if somebody closed it meanwhile
   */
  private StoredCrossover limit(CrossoverKey key, CrossoverEntry before) throws StoreException {
    return limit(key, before, principals::limit);
  }

  /**
   * Makes the change and checks the limits. krb5 before 1.16 reads the clock twice to compute a
   * duration, so the result can be one second off: then another try corrects it.
   *
   * @param before the principal before this call
   * @return the crossover after this call
   */
  private StoredCrossover limit(CrossoverKey key, CrossoverEntry before, Change change)
      throws StoreException {
    PrincipalEntry entry = before.entry();
    String mismatch = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      if (entry.policy().isPresent()) {
        principals.clearPolicy(key.name());
      }
      change.to(key);
      entry = principals.get(key.name()).orElseThrow(() -> WrittenKey.gone(key));
      mismatch = TicketLimits.mismatch(key, entry);
      if (mismatch.isEmpty()) {
        return CrossoverEntry.of(key.name(), key.role(), entry, before.strings()).stored();
      }
      if (entry.isClosed()) {
        throw new StoreException(
            Reason.REFUSED,
            "writing the key of "
                + key.name()
                + ": an administrator closed the principal meanwhile");
      }
    }
    throw WrittenKey.notAsWritten(key, mismatch);
  }

  private interface Change {
    void to(CrossoverKey key) throws StoreException;
  }
}
