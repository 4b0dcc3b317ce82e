package org.kxover.crossover;

import org.kxover.exchange.RefusedException;

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

  Obstacle obstacle() {
    return obstacle;
  }
}
