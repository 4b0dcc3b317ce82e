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
 * The prior key of one crossing: the key before the new one, which we ask the peer to mix in. If it
 * cannot be used and the setting {@code prior_key} allows that, the crossing continues without it.
 */
final class PriorKeyOffer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PriorKeyOffer.class);

  private final PriorKeyPolicy policy;
  private final CrossoverStore store;
  private final Optional<StoredCrossover> before;
  private Optional<PriorKey> key = Optional.empty();
  private boolean loaded;

  /**
   * @param before the principal in our database; empty for a first key
   */
  PriorKeyOffer(PriorKeyPolicy policy, CrossoverStore store, Optional<StoredCrossover> before) {
    this.policy = policy;
    this.store = store;
    this.before = before;
    this.loaded = before.isEmpty() || policy == PriorKeyPolicy.NEVER;
  }

  /**
   * Reads the key from the database, at the first call. Call it when a peer has been found, and
   * before a connection is opened.
   *
   * @throws CrossingException if the setting requires a prior key and there is none
   */
  void load() throws CrossingException {
    if (!loaded) {
      loaded = true;
      key = read(before.get());
    }
  }

  /** The key to mix in; empty before {@link #load}. This object closes it. */
  Optional<PriorKey> key() {
    return key;
  }

  private Optional<PriorKey> read(StoredCrossover stored) throws CrossingException {
    int kvno = stored.highestKvno();
    KeyValidity newest = stored.keys().get(kvno);
    if (newest == null) {
      failIfRequired("the string attributes of the principal do not list this kvno");
      return Optional.empty();
    }
    EncryptionType type = newest.etypes().stream().max(EncryptionType.WEAKEST_FIRST).orElseThrow();
    try {
      Optional<EncryptionKey> found = store.key(stored.name(), kvno, type);
      if (found.isEmpty()) {
        failIfRequired("the database does not give out its key of type " + type);
      }
      return found.map(octets -> new PriorKey(kvno, octets));
    } catch (StoreException e) {
      failIfRequired(e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Drops the prior key after the peer refused it. {@link #key} returns none from now on.
   *
   * @throws CrossingException if the setting requires a prior key
   */
  void continueWithout(String why) throws CrossingException {
    close();
    key = Optional.empty();
    failIfRequired(why);
  }

  private void failIfRequired(String why) throws CrossingException {
    String name = before.get().name() + " kvno " + before.get().highestKvno();
    if (policy == PriorKeyPolicy.REQUIRED) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          "prior_key is required, and " + name + " cannot be mixed into the next key: " + why);
    }
    LOG.warn("the prior key {} is not mixed into the next key: {}", name, why);
  }

  @Override
  public void close() {
    key.ifPresent(PriorKey::close);
  }
}
