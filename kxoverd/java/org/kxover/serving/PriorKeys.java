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

/** What other realms' requests want mixed into their next key, or do not want. */
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

  /** Refuses at once what is never done here; the peer may ask without. */
  void requireWanted(Proposal proposal) throws RefusedException {
    if (proposal.prior().isPresent()
        && settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.NEVER) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_NOKEY,
          "no prior key is mixed in here",
          "prior_key is never; the peer may ask again without");
    }
  }

  /**
   * The key that the proposal names, which the caller closes; none where it names none.
   *
   * @param before what our database holds of the crossover
   */
  Optional<PriorKey> wanted(Proposal proposal, Optional<StoredCrossover> before)
      throws RefusedException {
    if (proposal.prior().isEmpty()) {
      requireNone(proposal, before);
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
   * A peer may have lost its key, or never have had the one of a reply that got lost: it then
   * proposes kvno 1, as for a first key, and that is what it gets. Not so where one of our keys has
   * another mixed in: by that it showed to have had keys, and whoever took its name has none.
   */
  private void requireNone(Proposal proposal, Optional<StoredCrossover> before)
      throws RefusedException {
    if (settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.NEVER) {
      return;
    }
    // The peer's clock may say that they are over.
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
        proposal.kvno() > 1 || inForce.stream().anyMatch(key -> key.priorKvno().isPresent());
    if (settings.get(KeySettings.PRIOR_KEY) == PriorKeyPolicy.REQUIRED && hadKeys) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY,
          "the prior key must be mixed in here; a realm that has lost it asks the administrators",
          FailureReason.REFUSED_BY_POLICY
              + ": prior_key is required, and the peer does not offer "
              + name
              + " or one before it; where it has lost its keys, delete the principal here");
    }
    LOG.warn("the key after {} is made without it: the peer does not offer it", name);
  }
}
