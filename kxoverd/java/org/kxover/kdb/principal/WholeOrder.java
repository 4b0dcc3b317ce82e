package org.kxover.kdb.principal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.principal.WholePrincipals.Extent;

/**
 * One change for each key. No principal is ever half-made, and none has a key without our marker.
 * The key is read back after a KDC could use it: the change is of one program of ours, which checks
 * the entry before.
 */
final class WholeOrder implements WritingOrder {
  private final WholePrincipals principals;
  private final WrittenKey written;

  WholeOrder(WholePrincipals principals, KeyReader reader) {
    this.principals = principals;
    this.written = new WrittenKey(reader);
  }

  @Override
  public Optional<StoredCrossover> create(CrossoverKey key, Claims.Claim claim)
      throws StoreException {
    claim.requireHeld();
    return principals.write(key, new Extent(true, false, strings(key), List.of()))
        ? Optional.of(readBack(key))
        : Optional.empty();
  }

  @Override
  public StoredCrossover rebuild(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    return write(key, existing, false, claim);
  }

  @Override
  public StoredCrossover add(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    return write(key, existing, true, claim);
  }

  @Override
  public StoredCrossover replace(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException {
    return write(key, existing, false, claim);
  }

  private StoredCrossover write(
      CrossoverKey key, CrossoverEntry existing, boolean keepOld, Claims.Claim claim)
      throws StoreException {
    claim.requireHeld();
    if (existing.entry().policy().isPresent()) {
      principals.clearPolicy(key.name());
      claim.requireHeld();
    }
    Set<Integer> kept = keepOld ? existing.entry().keys().keySet() : Set.of();
    principals.write(
        key, new Extent(false, keepOld, strings(key), stale(existing, key.kvno(), kept)));
    return readBack(key);
  }

  private static SortedMap<String, String> strings(CrossoverKey key) {
    SortedMap<String, String> strings = StringAttributes.ofKey(key);
    strings.put(StringAttributes.MARKER, StringAttributes.marker(key.role()));
    return strings;
  }

  /** The attributes of keys that are gone then. The next write removes what is too much here. */
  private static List<String> stale(CrossoverEntry existing, int added, Set<Integer> kept) {
    return existing.strings().keySet().stream()
        .filter(
            name ->
                StringAttributes.kvno(name)
                    .filter(kvno -> kvno != added && !kept.contains(kvno))
                    .isPresent())
        .limit(WholePrincipals.MAX_REMOVED)
        .toList();
  }

  private StoredCrossover readBack(CrossoverKey key) throws StoreException {
    CrossoverEntry found = written.require(key);
    String mismatch = TicketLimits.mismatch(key, found.entry());
    if (!mismatch.isEmpty()) {
      throw WrittenKey.notAsWritten(key, mismatch);
    }
    return found.stored();
  }
}
