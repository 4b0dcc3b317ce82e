package org.kxover.serving;

import org.kxover.crossover.FailureReasons;
import org.kxover.discovery.DiscoveryException;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.StoreException;
import org.kxover.message.ErrorCode;

/** A refusal of another realm's request, with the reason. */
final class Refusal extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final FailureReason failureReason;

  /**
   * @param why for our own log only
   */
  Refusal(int errorCode, String textForPeer, FailureReason failureReason, String why) {
    super(errorCode, textForPeer, failureReason + ": " + why);
    this.failureReason = failureReason;
  }

  /** A refusal whose reason the peer may know. */
  Refusal(int errorCode, FailureReason failureReason, String why) {
    this(errorCode, failureReason + ": " + why, failureReason, why);
  }

  /** Hides the details of our problems. The peer only learns whether it may try again. */
  static Refusal of(FailureReason failureReason, String why) {
    boolean policy =
        failureReason == FailureReason.REFUSED_BY_POLICY || failureReason == FailureReason.BLOCKED;
    String text =
        switch (failureReason) {
          // The peer need not know that it is blocked.
          case REFUSED_BY_POLICY, BLOCKED -> "refused by policy; its administrators may say more";
          // The peer need not know what our KDC lacks.
          case UNGUARDED -> "not ready for other realms; its administrators may say more";
          case DATABASE -> "the key database failed; ask again";
          default -> failureReason + "; ask again";
        };
    return new Refusal(
        policy ? ErrorCode.KDC_ERR_POLICY : ErrorCode.KDC_ERR_SVC_UNAVAILABLE,
        text,
        failureReason,
        why);
  }

  static Refusal of(CrossingException e) {
    return of(e.failureReason(), e.getMessage());
  }

  static Refusal of(StoreException e) {
    return of(FailureReasons.of(e.reason()), e.getMessage());
  }

  /** The content of the peer's zone is public. Failures of our own resolver are not told to it. */
  static Refusal of(DiscoveryException e) {
    FailureReason failureReason = FailureReasons.of(e.failure());
    return failureReason == FailureReason.DNS_FAILED
            || failureReason == FailureReason.REFUSED_BY_POLICY
        ? of(failureReason, e.getMessage())
        : new Refusal(ErrorCode.KDC_ERR_CANT_VERIFY_CERTIFICATE, failureReason, e.getMessage());
  }

  /** The reason of any refusal: one made here, or one of {@code exchange.Responder}. */
  static FailureReason failureReason(RefusedException refusal) {
    return refusal instanceof Refusal ours
        ? ours.failureReason
        : switch (refusal.errorCode()) {
          case ErrorCode.KDC_ERR_POLICY, ErrorCode.KDC_ERR_ETYPE_NOSUPP ->
              FailureReason.REFUSED_BY_POLICY;
          case ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED -> FailureReason.UNAUTHENTICATED;
          case ErrorCode.KDC_ERR_SVC_UNAVAILABLE -> FailureReason.DATABASE;
          default -> FailureReason.PROTOCOL;
        };
  }
}
