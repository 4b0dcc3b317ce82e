package org.kxover.serving;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.config.KeySettings;
import org.kxover.config.PriorKeyPolicy;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.FailureReason;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.PriorKeyClaim;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.KerberosTime;
import org.kxover.message.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks and provides the prior keys that other realms' requests want mixed in. */
final class PriorKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PriorKeys.class);

  private final RealmSettings settings;
  private final CrossoverStore store;
  private final InstantSource clock;

  PriorKeys(LocalRealm realm) {
    this.settings = realm.settings();
    this.store = realm.store();
    this.clock = realm.clock();
  }

  /** Refuses a prior key if our settings forbid it. The peer may ask again without one. */
  void requireAllowed(Proposal proposal) throws RefusedException {
    if (proposal.prior().isPresent()
        && settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.NEVER) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_NOKEY,
          "no prior key is mixed in here",
          "prior_key is never, so no prior key is mixed in; the peer may ask again without one");
    }
  }

  /**
   * The prior key that the proposal names; empty if it names none.
   *
   * @param before the principal in our database
   * @return a key that the caller must close
   */
  Optional<PriorKey> find(Proposal proposal, Optional<StoredCrossover> before)
      throws RefusedException {
    if (proposal.prior().isEmpty()) {
      requireMayOmit(proposal, before);
      return Optional.empty();
    }
    PriorKeyClaim named = proposal.prior().get();
    KeyValidity held = before.map(stored -> stored.keys().get(named.kvno())).orElse(null);
    if (held == null || !held.etypes().contains(named.type())) {
      throw noSuchKey(named);
    }
    try {
      EncryptionKey key =
          store
              .key(proposal.crossover(), named.kvno(), named.type())
              .orElseThrow(() -> noSuchKey(named));
      return Optional.of(new PriorKey(named.kvno(), key));
    } catch (StoreException e) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_NOKEY,
          "the prior key cannot be read here",
          "the prior key cannot be read: " + e.getMessage());
    }
  }

  private static RefusedException noSuchKey(PriorKeyClaim named) {
    return new RefusedException(
        ErrorCode.KRB_AP_ERR_BADKEYVER,
        "there is no prior key of kvno " + named.kvno() + " and " + named.type());
  }

  /**
   * Checks a proposal without a prior key. With prior_key = required a peer may omit it only when
   * it proposes kvno 1 and no valid key is confirmed or has a prior key mixed in. Such a peer may
   * never have received a key, because our reply was lost. A peer that once showed a key has had
   * keys. If it offers none now, it may be an impostor, and an impostor can claim any kvno.
   */
  private void requireMayOmit(Proposal proposal, Optional<StoredCrossover> before)
      throws RefusedException {
    if (settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.NEVER) {
      return;
    }
    // By the peer's clock, keys may already have expired.
    KerberosTime now = new KerberosTime(clock.instant()).plus(settings.get(KeySettings.CLOCK_SKEW));
    List<KeyValidity> inForce =
        before.stream()
            .flatMap(stored -> stored.keys().values().stream())
            .filter(key -> key.till().isAfter(now))
            .toList();
    if (inForce.isEmpty()) {
      return;
    }
    String name = proposal.crossover() + " kvno " + before.get().highestKvno();
    boolean hadKeys =
        proposal.kvno() > 1
            || inForce.stream().anyMatch(key -> key.confirmed() || key.priorKvno().isPresent());
    if (settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.REQUIRED && hadKeys) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY,
          "the prior key must be mixed in here; a realm that has lost it asks the administrators",
          FailureReason.REFUSED_BY_POLICY
              + ": prior_key is required, and the peer does not offer "
              + name
              + " or an older key; if the peer has lost its keys, delete the principal here");
    }
    LOG.warn("the prior key {} is not mixed into the next key: the peer does not offer it", name);
  }
}
