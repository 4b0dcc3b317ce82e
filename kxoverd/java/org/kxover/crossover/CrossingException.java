package org.kxover.crossover;

import org.kxover.discovery.DiscoveryException;
import org.kxover.kdb.StoreException;

/** No crossing: what stood in the way, in one line for an operator. */
public final class CrossingException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Obstacle obstacle;

  CrossingException(Obstacle obstacle, String message) {
    super(message);
    this.obstacle = obstacle;
  }

  static CrossingException of(DiscoveryException e) {
    return new CrossingException(Obstacle.of(e.failure()), e.getMessage());
  }

  static CrossingException of(StoreException e) {
    return new CrossingException(Obstacle.of(e.reason()), e.getMessage());
  }

  public Obstacle obstacle() {
    return obstacle;
  }
}
