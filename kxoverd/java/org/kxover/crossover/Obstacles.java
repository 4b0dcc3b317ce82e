package org.kxover.crossover;

import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.event.CrossingException;
import org.kxover.event.Obstacle;
import org.kxover.kdb.StoreException;

/** Says of a failure of DNS or of the key database which obstacle it is. */
public final class Obstacles {
  private Obstacles() {}

  public static Obstacle of(DiscoveryFailure failure) {
    return switch (failure) {
      case ABSENT -> Obstacle.ABSENT;
      case INSECURE -> Obstacle.INSECURE;
      case BOGUS -> Obstacle.BOGUS;
      case INDETERMINATE -> Obstacle.INDETERMINATE;
      case FAILED -> Obstacle.DNS_FAILED;
      case REFUSED -> Obstacle.REFUSED_BY_POLICY;
      case INVALID -> Obstacle.INVALID;
    };
  }

  public static Obstacle of(StoreException.Reason reason) {
    return switch (reason) {
      case BUSY, OVERTAKEN -> Obstacle.BUSY;
      case REFUSED -> Obstacle.REFUSED_BY_POLICY;
      case UNREADABLE, FAILED, UNCERTAIN -> Obstacle.DATABASE;
    };
  }

  /** The end of a crossing that DNS stands in the way of. */
  public static CrossingException stopped(DiscoveryException e) {
    return new CrossingException(of(e.failure()), e.getMessage());
  }

  /** The end of a crossing that the key database stands in the way of. */
  public static CrossingException stopped(StoreException e) {
    return new CrossingException(of(e.reason()), e.getMessage());
  }
}
