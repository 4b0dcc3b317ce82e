package org.kxover.serving;

import java.util.Optional;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.message.ErrorCode;
import org.kxover.policy.Policy;

/** Decides by what our database holds of a crossover which key may follow, if one may. */
final class DecisionMaker {
  /** Of one principal, each in force or kept till it is purged: a peer shall not fill the KDB. */
  static final int MAX_KEYS = 64;

  private final CrossoverStore store;
  private final Policy policy;
  private final PriorKeys priorKeys;

  DecisionMaker(LocalRealm realm, PriorKeys priorKeys) {
    this.store = realm.store();
    this.policy = realm.policy();
    this.priorKeys = priorKeys;
  }

  /** The decision about a proposal whose peer has proved its name; the caller closes it. */
  Decision decide(Proposal proposal) throws StoreException, RefusedException, CrossingException {
    Optional<StoredCrossover> before = before(proposal);
    int kvno = before.map(stored -> stored.highestKvno() + 1).orElse(proposal.kvno());
    Optional<PriorKey> prior = priorKeys.wanted(proposal, before);
    return new Decision(kvno, prior, before);
  }

  /** What our database holds that the new key is to follow; empty for a first key. */
  private Optional<StoredCrossover> before(Proposal proposal)
      throws StoreException, RefusedException, CrossingException {
    Optional<StoredCrossover> found = store.find(proposal.crossover());
    if (found.isEmpty()) {
      // Not before the peer has proved its name: else it could use up what is others' to use.
      policy.countComingIn(proposal.client());
      return found;
    }
    requireOurs(found.get());
    if (found.get().keys().size() >= MAX_KEYS) {
      // Some may be over, and only not ended yet.
      found = store.removeExpired(proposal.crossover());
    }
    if (found.isPresent()) {
      requireRoom(found.get());
    }
    return found;
  }

  private static void requireOurs(StoredCrossover stored) throws RefusedException {
    PrincipalName name = stored.name();
    if (!stored.managed()) {
      throw new Refusal(
          ErrorCode.KDC_ERR_POLICY,
          "a key for this crossover was made by hand",
          FailureReason.REFUSED_BY_POLICY,
          name + " was keyed by hand");
    }
    if (!stored.role().equals(Optional.of(Role.SERVICE))) {
      throw Refusal.of(
          FailureReason.REFUSED_BY_POLICY,
          name + " is not marked as ours with role=service; correct that or delete it");
    }
    if (stored.closed()) {
      throw Refusal.of(FailureReason.REFUSED_BY_POLICY, name + " was closed by an administrator");
    }
  }

  private static void requireRoom(StoredCrossover stored) throws RefusedException {
    if (stored.keys().size() >= MAX_KEYS || stored.highestKvno() >= Agreement.MAX_KVNO) {
      throw new Refusal(
          ErrorCode.KDC_ERR_POLICY,
          "too many keys were made for this crossover",
          FailureReason.REFUSED_BY_POLICY,
          stored.name()
              + " has "
              + stored.keys().size()
              + " keys, the highest kvno is "
              + stored.highestKvno()
              + "; see kadmin's purgekeys, or delete it to begin again");
    }
  }
}
