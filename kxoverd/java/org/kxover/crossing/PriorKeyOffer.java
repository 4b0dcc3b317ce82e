package org.kxover.crossing;

import java.util.Optional;
import org.kxover.config.PriorKeyPolicy;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.PriorKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of one crossing of ours: the key that the new one follows, for the peer to mix in, for as long as
 * nothing stands against it.
 */
final class PriorKeyOffer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PriorKeyOffer.class);

  private final PriorKeyPolicy policy;
  private final CrossoverStore store;
  private final Optional<StoredCrossover> before;
  private Optional<PriorKey> key = Optional.empty();
  private boolean decided;

  /**
   * @param before what our database holds of the crossover; empty for a first key
   */
  PriorKeyOffer(PriorKeyPolicy policy, CrossoverStore store, Optional<StoredCrossover> before) {
    this.policy = policy;
    this.store = store;
    this.before = before;
    this.decided = before.isEmpty() || policy == PriorKeyPolicy.NEVER;
  }

  /**
   * The key to mix in, which stays this object's. It is read when it is wanted first, that is when
   * there is a peer to talk to.
   *
   * @throws CrossingException where there must be one and is none
   */
  Optional<PriorKey> key() throws CrossingException {
    if (!decided) {
      decided = true;
      key = read(before.get());
    }
    return key;
  }

  private Optional<PriorKey> read(StoredCrossover stored) throws CrossingException {
    int kvno = stored.highestKvno();
    KeyValidity newest = stored.keys().get(kvno);
    if (newest == null) {
      goWithout("its string attribute says nothing of it");
      return Optional.empty();
    }
    EncryptionType type = newest.etypes().stream().max(EncryptionType.WEAKEST_FIRST).orElseThrow();
    try {
      Optional<EncryptionKey> found = store.key(stored.name(), kvno, type);
      if (found.isEmpty()) {
        goWithout("the database gives no key of " + type);
      }
      return found.map(octets -> new PriorKey(kvno, octets));
    } catch (StoreException e) {
      goWithout(e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The peer may do without, and from now on it is asked to.
   *
   * @throws CrossingException where that must not be
   */
  void refused(String why) throws CrossingException {
    close();
    key = Optional.empty();
    goWithout(why);
  }

  private void goWithout(String why) throws CrossingException {
    String name = before.get().name() + " kvno " + before.get().highestKvno();
    if (policy == PriorKeyPolicy.REQUIRED) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          "prior_key is required, and " + name + " cannot be mixed into the next key: " + why);
    }
    LOG.warn("the key after {} is made without it: {}", name, why);
  }

  @Override
  public void close() {
    key.ifPresent(PriorKey::close);
  }
}
