package org.kxover.serving;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;

/** Answers requests that get no key: a KRB-ERROR for the peer, an event for our operator. */
final class ErrorReplies {
  private final Realm realm;
  private final Responder responder;
  private final Events events;
  private final InstantSource clock;

  ErrorReplies(LocalRealm realm, Responder responder) {
    this.realm = realm.name();
    this.responder = responder;
    this.events = realm.events();
    this.clock = realm.clock();
  }

  /**
   * Sends the refusal to the peer, and reports the event.
   *
   * @param claimed the realm that the peer claims; empty if its request was not valid
   * @param start when the request arrived
   */
  void refuse(Session session, RefusedException e, Optional<Realm> claimed, Instant start) {
    send(session, e, e);
    String why = ErrorCode.name(e.errorCode()) + ": " + e.getMessage();
    event(session, Refusal.failureReason(e), why, claimed, start);
  }

  /** Tells the peer of an internal error, without details. */
  void sendInternalError(Session session, RuntimeException cause) {
    String text = FailureReason.INTERNAL.toString();
    send(session, new RefusedException(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, text), cause);
  }

  /** Reports the event of an internal error. */
  void reportInternalError(Session session, Optional<Realm> claimed, Instant start) {
    event(session, FailureReason.INTERNAL, FailureReason.INTERNAL.toString(), claimed, start);
  }

  /** If the peer is gone, the refusal must still reach our own log. So this does not throw. */
  private void send(Session session, RefusedException refusal, Exception cause) {
    try {
      session.writeMessage(responder.refusal(refusal).encoded());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void event(
      Session session,
      FailureReason failureReason,
      String why,
      Optional<Realm> claimed,
      Instant start) {
    String peer = session.peerName();
    events.happened(
        Event.of(EventType.KEY_REFUSED, clock.instant(), realm, "refused " + peer + ": " + why)
            .about(claimed)
            .in(Role.SERVICE)
            .with(Optional.of(peer))
            .failed(Optional.of(failureReason))
            .since(start));
  }
}
