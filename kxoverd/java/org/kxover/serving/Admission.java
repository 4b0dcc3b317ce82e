package org.kxover.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.LeafHosts;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.discovery.RealmPeers;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.policy.Policy;

/**
 * Decides whether a peer may have a key. Checks our settings first, because that is cheap, and then
 * authenticates the peer by the DNS records of the claimed realm.
 */
final class Admission {
  private final Policy policy;
  private final PriorKeys priorKeys;
  private final Discovery discovery;
  private final PeerTrust trust;
  private final RequestLog log;

  Admission(
      Policy policy, PriorKeys priorKeys, Discovery discovery, PeerTrust trust, RequestLog log) {
    this.policy = policy;
    this.priorKeys = priorKeys;
    this.discovery = discovery;
    this.trust = trust;
    this.log = log;
  }

  /**
   * Authenticates the peer.
   *
   * @return the daemon of the claimed realm that the peer is
   */
  Peer admit(Proposal proposal) throws RefusedException {
    priorKeys.requireAllowed(proposal);
    try {
      policy.requireService();
      policy.requirePeer(proposal.client());
    } catch (CrossingException e) {
      throw Refusal.of(e);
    }
    try {
      return authenticate(proposal);
    } catch (DiscoveryException e) {
      throw Refusal.of(e);
    }
  }

  /** The certificate must match the records of one daemon of the claimed realm. */
  private Peer authenticate(Proposal proposal) throws DiscoveryException, Refusal {
    Realm client = proposal.client();
    List<String> reasons = new ArrayList<>();
    // Leave the other half of the time to the database.
    RealmPeers peers =
        discovery.peersOfClaimed(
            client, LeafHosts.of(proposal.chain()), proposal.within().dividedBy(2));
    for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
      Peer peer = next.get();
      DaneVerdict verdict = trust.judge(proposal.chain(), peer, client);
      if (verdict.ok()) {
        log.info(
            "{} is authenticated as a daemon of {}: its certificate is that of {}, {}",
            proposal.peer(),
            client,
            peer,
            verdict.reason());
        return peer;
      }
      reasons.add(peer + ": " + verdict.reason());
    }
    throw new Refusal(
        ErrorCode.KDC_ERR_INVALID_CERTIFICATE,
        FailureReason.UNAUTHENTICATED,
        "the certificate is none of " + client + "'s: " + reasons);
  }
}
