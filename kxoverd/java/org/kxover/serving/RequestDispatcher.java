package org.kxover.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the connections on which one of our certificates was shown, and hands their requests to the
 * realm that is asked.
 *
 * <p>A peer has held that certificate against the records of one realm. So nobody but the realms
 * that have it for their own answers here: a request for another one, be it served by this daemon
 * too, is refused as one for a stranger's.
 */
public final class RequestDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final List<ExchangeService> realms;
  private final int maxRequests;
  private final Duration idle;
  private final Optional<KdcRelay> relay;

  /**
   * @param realms one or more that have the certificate
   * @param maxRequests of one connection
   * @param idle from an answer to the next request
   * @param relay for the requests of ordinary Kerberos clients, where those are served
   */
  public RequestDispatcher(
      List<ExchangeService> realms, int maxRequests, Duration idle, Optional<KdcRelay> relay) {
    this.realms = List.copyOf(realms);
    this.maxRequests = maxRequests;
    this.idle = idle;
    this.relay = relay;
  }

  /** Serves one connection: requests one after the other, each with its answer. */
  public void serve(TlsSession tls) throws IOException {
    Session session = new TlsExchangeSession(tls);
    byte[] request = tls.readMessage();
    for (int more = maxRequests - 1; answer(session, request) && more > 0; more--) {
      request = tls.readMessage(idle);
    }
  }

  /** Whether the session is of use after it. */
  private boolean answer(Session session, byte[] message) {
    if (relay.isPresent() && KdcRelay.isKdcRequest(message)) {
      return relay(session, message, relay.get());
    }
    KxReq request;
    try {
      request = KxReq.parseFrom(message);
    } catch (MessageException e) {
      return realms.get(0).refuse(session, Responder.malformed(session, e));
    }
    return asked(request).answer(session, request);
  }

  /** Without an answer of the KDC the client gets none, and asks another KDC of its realm. */
  private static boolean relay(Session session, byte[] request, KdcRelay kdc) {
    try {
      session.writeMessage(kdc.answer(request, session.timeToAnswer()));
      LOG.debug("relayed a request of {} to the KDC", session.peerName());
      return true;
    } catch (IOException e) {
      LOG.warn("the KDC has no answer for {}: {}", session.peerName(), e.getMessage());
      return false;
    }
  }

  /** The realm that is asked; the first one tells the peer what is wrong, where none of them is. */
  private ExchangeService asked(KxReq request) {
    List<String> name = request.offer().kxName().components();
    return realms.stream()
        .filter(realm -> name.size() == 2 && name.get(1).equals(realm.realm().name()))
        .findFirst()
        .orElse(realms.get(0));
  }
}
