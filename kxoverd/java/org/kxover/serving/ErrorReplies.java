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

/** The answers to requests that get no key: the peer hears a KRB-ERROR, our operator an event. */
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
   * Tells the peer first, and then ourselves.
   *
   * @param claimed the realm that the peer says it is; empty where its request was not in order
   * @param start when the work began
   */
  void refuse(Session session, RefusedException e, Optional<Realm> claimed, Instant start) {
    tellPeer(session, e, e);
    String why = ErrorCode.name(e.errorCode()) + ": " + e.getMessage();
    event(session, Refusal.failureReason(e), why, claimed, start);
  }

  /** Tells the peer that there is a defect of ours, and no more. */
  void tellOfDefect(Session session, RuntimeException defect) {
    String text = FailureReason.INTERNAL.toString();
    tellPeer(session, new RefusedException(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, text), defect);
  }

  /** Tells ourselves of the end of a request by a defect of ours. */
  void defect(Session session, Optional<Realm> claimed, Instant start) {
    event(session, FailureReason.INTERNAL, FailureReason.INTERNAL.toString(), claimed, start);
  }

  /** A peer that does not stay for its answer must not hide from our own log what happened. */
  private void tellPeer(Session session, RefusedException told, Exception happened) {
    try {
      session.writeMessage(responder.refusal(told).encoded());
    } catch (IOException e) {
      happened.addSuppressed(e);
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
