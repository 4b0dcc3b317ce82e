package org.kxover.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kerberos.PrincipalName;
import org.kxover.message.KxAck;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.MessageType;
import org.kxover.tls.SourceNetwork;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the connections on which we showed one certificate, and hands each request to the realm
 * that it names.
 *
 * <p>The peer checked this certificate against the DNS records of one realm. So only realms that
 * have this certificate may answer here. A request for another realm is refused, even if this
 * daemon serves that realm.
 */
public final class RequestDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final List<ExchangeService> realms;
  private final int maxRequests;
  private final Duration idle;
  private final Optional<KdcRelay> relay;
  private final RequestLog relayed = new RequestLog(LOG);

  /**
   * @param realms the realms that have the certificate, at least one
   * @param maxRequests limit for one connection
   * @param idle time limit from an answer to the next request
   * @param relay present if requests of ordinary Kerberos clients are relayed
   */
  public RequestDispatcher(
      List<ExchangeService> realms, int maxRequests, Duration idle, Optional<KdcRelay> relay) {
    this.realms = List.copyOf(realms);
    this.maxRequests = maxRequests;
    this.idle = idle;
    this.relay = relay;
  }

  /**
   * Answers the requests of one connection one after the other. An acknowledgement may follow each
   * reply, also the last.
   */
  public void serve(TlsSession tls) throws IOException {
    Session session = new TlsExchangeSession(tls);
    SourceNetwork network = SourceNetwork.of(tls.peer().getAddress());
    AwaitedAck awaited = new AwaitedAck();
    int left = maxRequests;
    byte[] message = tls.readMessage();
    while (true) {
      boolean acknowledgement = MessageType.of(message) == MessageType.KX_ACK;
      left -= acknowledgement ? 0 : 1;
      if (left < 0
          || !(acknowledgement
              ? acknowledge(session, message, awaited)
              : answer(session, network, message, awaited))
          || (left == 0 && !awaited.isPresent())) {
        return;
      }
      message = tls.readMessage(idle);
    }
  }

  /** Nobody waits for an answer to an acknowledgement. Any but the awaited one ends the session. */
  private boolean acknowledge(Session session, byte[] message, AwaitedAck awaited) {
    KxAck acknowledgement;
    try {
      acknowledgement = KxAck.parseFrom(message);
    } catch (MessageException e) {
      realms.get(0).refuse(session, Responder.malformed(session, e));
      return false;
    }
    return realmFor(acknowledgement.kxName()).acknowledge(session, acknowledgement, awaited);
  }

  /** Returns true if another message may follow in the session. */
  boolean answer(Session session, SourceNetwork network, byte[] message, AwaitedAck awaited) {
    awaited.set(Optional.empty());
    if (relay.isPresent() && KdcRelay.isKdcRequest(message)) {
      return relay(session, network, message, relay.get());
    }
    KxReq request;
    try {
      request = KxReq.parseFrom(message);
    } catch (MessageException e) {
      return realms.get(0).refuse(session, Responder.malformed(session, e));
    }
    return realmFor(request.offer().kxName()).answer(session, request, awaited);
  }

  /** If the KDC does not answer, the session ends, and the client tries another KDC. */
  private boolean relay(Session session, SourceNetwork network, byte[] request, KdcRelay kdc) {
    try {
      session.writeMessage(kdc.answer(request, network, session.timeToAnswer()));
      LOG.debug("relayed a request of {} to the KDC", session.peerName());
      return true;
    } catch (IOException e) {
      relayed.warn(
          "cannot relay a request of {} to the KDC: {}", session.peerName(), e.getMessage());
      return false;
    }
  }

  /** The realm that the message names. If there is none, the first realm answers with the error. */
  private ExchangeService realmFor(PrincipalName kxName) {
    List<String> name = kxName.components();
    return realms.stream()
        .filter(realm -> name.size() == 2 && name.get(1).equals(realm.realm().name()))
        .findFirst()
        .orElse(realms.get(0));
  }
}
