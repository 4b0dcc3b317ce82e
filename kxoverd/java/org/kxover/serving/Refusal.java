package org.kxover.serving;

import org.kxover.event.Obstacle;
import org.kxover.exchange.RefusedException;
import org.kxover.message.ErrorCode;

/** A refusal of another realm's request, with what stood in its way. */
final class Refusal extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;

  /**
   * @param why for our own log
   */
  Refusal(int errorCode, String textForPeer, Obstacle obstacle, String why) {
    super(errorCode, textForPeer, obstacle + ": " + why);
    this.obstacle = obstacle;
  }

  /** One of which the peer may know everything. */
  Refusal(int errorCode, Obstacle obstacle, String why) {
    this(errorCode, obstacle + ": " + why, obstacle, why);
  }

  /** Why another realm's request was refused: here, or already by what the exchange asks of it. */
  static Obstacle obstacle(RefusedException refusal) {
    return refusal instanceof Refusal ours
        ? ours.obstacle
        : switch (refusal.errorCode()) {
          case ErrorCode.KDC_ERR_POLICY, ErrorCode.KDC_ERR_ETYPE_NOSUPP ->
              Obstacle.REFUSED_BY_POLICY;
          case ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED -> Obstacle.UNAUTHENTICATED;
          case ErrorCode.KDC_ERR_SVC_UNAVAILABLE -> Obstacle.INTERNAL;
          default -> Obstacle.PROTOCOL;
        };
  }
}
