package org.kxover.event;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A crossing failed. The message is one line that tells an operator why. */
public final class CrossingException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CrossingException.class);

  private final FailureReason failureReason;
  private final String peer;

  public CrossingException(FailureReason failureReason, String message) {
    this(failureReason, Optional.empty(), message);
  }

  /**
   * @param peer the other realm's daemon where the crossing failed, {@code host:port}
   */
  public CrossingException(FailureReason failureReason, Optional<String> peer, String message) {
    super(message);
    this.failureReason = failureReason;
    this.peer = peer.orElse(null);
  }

  /**
   * Tells why an exchange of a {@link org.kxover.base.SingleFlight} failed. Each thread that waited
   * for the exchange gets an exception of its own.
   */
  public static CrossingException ofFlight(Throwable cause) {
    if (cause instanceof CrossingException e) {
      return new CrossingException(e.failureReason(), e.peer(), e.getMessage());
    }
    // Java throws OutOfMemoryError when it cannot start another thread.
    if (cause instanceof RejectedExecutionException || cause instanceof OutOfMemoryError) {
      return new CrossingException(FailureReason.BUSY, "too many exchanges are in progress");
    }
    LOG.error("unexpected error in an exchange (a bug in kxoverd)", cause);
    return new CrossingException(FailureReason.INTERNAL, "see the log of kxoverd");
  }

  public FailureReason failureReason() {
    return failureReason;
  }

  /** The daemon that was tried last, {@code host:port}; empty if none was tried. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }
}
