package org.kxover.serving;

import java.util.Optional;
import org.kxover.crossover.BlockedRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
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

/** Decides which key may follow those in our database, or refuses the request. */
final class DecisionMaker {
  /**
   * The highest kvno that a peer may propose for a first key. Whoever has the peer's zone for an
   * hour could else propose the last kvno, after which there is no other.
   */
  private static final int MAX_FIRST_KVNO = 1_000;

  private final CrossoverStore store;
  private final BlockedRealms blocked;
  private final Policy policy;
  private final PriorKeys priorKeys;
  private final KeyLimits limits;

  DecisionMaker(LocalRealm realm, PriorKeys priorKeys, KeyLimits limits) {
    this.store = realm.store();
    this.blocked = new BlockedRealms(realm);
    this.policy = realm.policy();
    this.priorKeys = priorKeys;
    this.limits = limits;
  }

  /**
   * Decides about the proposal of an authenticated peer.
   *
   * @return the decision, which the caller must close
   */
  Decision decide(Proposal proposal) throws StoreException, RefusedException, CrossingException {
    Optional<StoredCrossover> before = existing(proposal);
    int kvno = before.map(stored -> stored.highestKvno() + 1).orElseGet(() -> first(proposal));
    boolean takesKeys = store.takesKeys(proposal.crossover(), before);
    Optional<PriorKey> prior = priorKeys.find(proposal, before);
    return new Decision(kvno, prior, takesKeys, before);
  }

  private static int first(Proposal proposal) {
    return proposal.kvno() > MAX_FIRST_KVNO ? 1 : proposal.kvno();
  }

  /** The principal in our database; empty for a first key. */
  private Optional<StoredCrossover> existing(Proposal proposal)
      throws StoreException, RefusedException, CrossingException {
    Optional<StoredCrossover> found = store.find(proposal.crossover());
    blocked.requireNotBlocked(proposal.client(), Role.SERVICE, found);
    if (found.isEmpty()) {
      // Counts it unless NewcomerCheck has: somebody may have deleted the principal.
      policy.countNewClientRealm(proposal.client());
      return found;
    }
    requireOurs(found.get());
    if (found.get().keys().size() >= KeyLimits.MANY_KEYS) {
      // Expired keys may still be there because they are removed only now and then.
      found = store.removeExpired(proposal.crossover());
    }
    if (found.isPresent()) {
      limits.requireRoom(found.get());
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
          name
              + " has no role=service in its string attribute kxover; correct that or delete the"
              + " principal");
    }
    if (stored.closed()) {
      throw Refusal.of(
          FailureReason.REFUSED_BY_POLICY,
          name + " was closed by an administrator (modprinc +allow_tix opens it)");
    }
  }
}
