package org.kxover.crossover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.RealmSettings;
import org.kxover.dane.Dane;
import org.kxover.dane.DaneVerdict;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Responder;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about other realms' requests: what costs nothing first, then what DNS says of the claimed
 * realm, the database last.
 */
public final class Incoming implements Responder.Authority {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final RealmSettings settings;
  private final Discovery discovery;
  private final Responder responder;
  private final CrossoverStore store;
  private final CrossoverLocks locks;

  public Incoming(
      RealmSettings settings, Discovery discovery, Responder responder, CrossoverStore store) {
    this.settings = settings;
    this.discovery = discovery;
    this.responder = responder;
    this.store = store;
    this.locks = new CrossoverLocks(settings.kadminTimeout());
  }

  /** Serves one connection: one request, one answer. */
  public void serve(TlsSession tls) throws IOException {
    TlsExchangeSession session = new TlsExchangeSession(tls);
    byte[] request = session.readMessage();
    try (Agreement agreement = responder.answer(session, request, this)) {
      LOG.info("{} has its answer: {}", session.peerName(), agreement.crossover());
    } catch (RefusedException e) {
      LOG.warn(
          "refused {}: {}: {}", session.peerName(), ErrorCode.name(e.errorCode()), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the request of {} ended in a way that it should not", session.peerName(), e);
    }
  }

  @Override
  public Agreement accept(Responder.Proposal proposal, Responder.KeyMaker maker)
      throws RefusedException {
    LOG.info(
        "{} asks for {} kvno {}", proposal.peer(), proposal.crossover(), proposal.proposedKvno());
    Peer peer = authenticate(proposal);
    try (CrossoverLocks.Held held = locks.hold(proposal.crossover())) {
      int kvno = decideKvno(proposal);
      Agreement agreement = maker.make(kvno);
      try {
        Keys.write(store, agreement, Role.SERVICE, settings, peer.host() + ":" + peer.port());
        return agreement;
      } catch (StoreException e) {
        agreement.close();
        throw e;
      }
    } catch (CrossingException e) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_SVC_UNAVAILABLE, "busy; ask again", e.getMessage());
    } catch (StoreException e) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_SVC_UNAVAILABLE, "the key database failed; ask again", e.getMessage());
    }
  }

  /** The certificate must be one that the claimed realm publishes for one of its daemons. */
  private Peer authenticate(Responder.Proposal proposal) throws RefusedException {
    Realm client = proposal.client();
    List<Peer> peers;
    try {
      discovery.requireSpelling(client);
      peers = discovery.peersOf(client).peers();
    } catch (DiscoveryException e) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_CANT_VERIFY_CERTIFICATE,
          Obstacle.of(e.failure()) + ": " + e.getMessage());
    }
    List<String> reasons = new ArrayList<>();
    for (Peer peer : peers) {
      DaneVerdict verdict = Dane.verify(proposal.chain(), peer.tlsa());
      if (verdict.ok()) {
        LOG.info(
            "{} speaks for {}: its certificate is {}:{}'s, TLSA {}",
            proposal.peer(),
            client,
            peer.host(),
            peer.port(),
            verdict.matched().orElseThrow());
        return peer;
      }
      reasons.add(peer.host() + ":" + peer.port() + ": " + verdict.reason());
    }
    throw new RefusedException(
        ErrorCode.KDC_ERR_INVALID_CERTIFICATE,
        Obstacle.UNAUTHENTICATED + ": the certificate is none of " + client + "'s: " + reasons);
  }

  private int decideKvno(Responder.Proposal proposal) throws StoreException, RefusedException {
    PrincipalName name = proposal.crossover();
    Optional<StoredCrossover> stored = store.find(name);
    if (stored.isEmpty()) {
      return proposal.proposedKvno();
    }
    if (!stored.get().managed()) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_POLICY,
          "a key for this crossover was made by hand",
          Obstacle.REFUSED_BY_POLICY + ": " + name + " was keyed by hand");
    }
    int kvno = stored.get().highestKvno() + 1;
    if (kvno > Agreement.MAX_KVNO) {
      throw new RefusedException(
          ErrorCode.KDC_ERR_SVC_UNAVAILABLE,
          "the highest kvno is reached",
          name + " has reached the highest kvno; delete it to begin again");
    }
    return kvno;
  }
}
