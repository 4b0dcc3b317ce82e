package org.kxover.serving;

import org.kxover.crossover.Obstacles;
import org.kxover.discovery.DiscoveryException;
import org.kxover.event.CrossingException;
import org.kxover.event.Obstacle;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.StoreException;
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

  /** Our own trouble is told to our own operator; the peer's needs to know whose turn it is. */
  static Refusal of(Obstacle obstacle, String why) {
    boolean policy = obstacle == Obstacle.REFUSED_BY_POLICY;
    String text =
        switch (obstacle) {
          case REFUSED_BY_POLICY -> "refused by policy; its administrators may say more";
          case DATABASE -> "the key database failed; ask again";
          default -> obstacle + "; ask again";
        };
    return new Refusal(
        policy ? ErrorCode.KDC_ERR_POLICY : ErrorCode.KDC_ERR_SVC_UNAVAILABLE, text, obstacle, why);
  }

  static Refusal of(CrossingException e) {
    return of(e.obstacle(), e.getMessage());
  }

  static Refusal of(StoreException e) {
    return of(Obstacles.of(e.reason()), e.getMessage());
  }

  /** What a zone says of itself is no secret; how our resolver fails is nobody else's business. */
  static Refusal of(DiscoveryException e) {
    Obstacle obstacle = Obstacles.of(e.failure());
    return obstacle == Obstacle.DNS_FAILED || obstacle == Obstacle.REFUSED_BY_POLICY
        ? of(obstacle, e.getMessage())
        : new Refusal(ErrorCode.KDC_ERR_CANT_VERIFY_CERTIFICATE, obstacle, e.getMessage());
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
