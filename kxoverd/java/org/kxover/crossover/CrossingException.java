package org.kxover.crossover;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.kdb.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No crossing: what stood in the way, in one line for an operator. */
public final class CrossingException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CrossingException.class);

  private final Obstacle obstacle;
  private final String peer;

  CrossingException(Obstacle obstacle, String message) {
    this(obstacle, Optional.empty(), message);
  }

  /** One that a daemon of the other realm has a part in. */
  CrossingException(Obstacle obstacle, Peer peer, String message) {
    this(obstacle, Optional.of(peer.host() + ":" + peer.port()), message);
  }

  private CrossingException(Obstacle obstacle, Optional<String> peer, String message) {
    super(message);
    this.obstacle = obstacle;
    this.peer = peer.orElse(null);
  }

  static CrossingException of(DiscoveryException e) {
    return new CrossingException(Obstacle.of(e.failure()), e.getMessage());
  }

  static CrossingException of(StoreException e) {
    return new CrossingException(Obstacle.of(e.reason()), e.getMessage());
  }

  /** A new one for each who waited: how a flight ended. */
  static CrossingException ofFlight(Throwable cause) {
    if (cause instanceof CrossingException e) {
      return new CrossingException(e.obstacle(), e.peer(), e.getMessage());
    }
    // OutOfMemoryError is how Java says that it cannot have another thread.
    if (cause instanceof RejectedExecutionException || cause instanceof OutOfMemoryError) {
      return new CrossingException(Obstacle.BUSY, "too many exchanges are in work");
    }
    LOG.error("an exchange ended in a way that it should not", cause);
    return new CrossingException(Obstacle.INTERNAL, "see the log of kxoverd");
  }

  public Obstacle obstacle() {
    return obstacle;
  }

  /** The daemon that was tried last, {@code host:port}; empty where it did not come to that. */
  Optional<String> peer() {
    return Optional.ofNullable(peer);
  }
}
