package org.kxover.event;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No crossing: what stood in the way, in one line for an operator. */
public final class CrossingException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CrossingException.class);

  private final FailureReason failureReason;
  private final String peer;

  public CrossingException(FailureReason failureReason, String message) {
    this(failureReason, Optional.empty(), message);
  }

  /**
   * @param peer the daemon of the other realm that has a part in it, {@code host:port}
   */
  public CrossingException(FailureReason failureReason, Optional<String> peer, String message) {
    super(message);
    this.failureReason = failureReason;
    this.peer = peer.orElse(null);
  }

  /** A new one for each who waited: how a flight ended. */
  public static CrossingException ofFlight(Throwable cause) {
    if (cause instanceof CrossingException e) {
      return new CrossingException(e.failureReason(), e.peer(), e.getMessage());
    }
    // OutOfMemoryError is how Java says that it cannot have another thread.
    if (cause instanceof RejectedExecutionException || cause instanceof OutOfMemoryError) {
      return new CrossingException(FailureReason.BUSY, "too many exchanges are in work");
    }
    LOG.error("an exchange ended in a way that it should not", cause);
    return new CrossingException(FailureReason.INTERNAL, "see the log of kxoverd");
  }

  public FailureReason failureReason() {
    return failureReason;
  }

  /** The daemon that was tried last, {@code host:port}; empty where it did not come to that. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }
}
