package org.kxover.crossover;

import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.StoreException;

/** Maps failures of DNS and of the key database to {@link FailureReason}. */
public final class FailureReasons {
  private FailureReasons() {}

  public static FailureReason of(DiscoveryFailure failure) {
    return switch (failure) {
      case ABSENT -> FailureReason.ABSENT;
      case INSECURE -> FailureReason.INSECURE;
      case BOGUS -> FailureReason.BOGUS;
      case INDETERMINATE -> FailureReason.INDETERMINATE;
      case FAILED -> FailureReason.DNS_FAILED;
      case REFUSED -> FailureReason.REFUSED_BY_POLICY;
      case INVALID -> FailureReason.INVALID;
    };
  }

  public static FailureReason of(StoreException.Reason reason) {
    return switch (reason) {
      case BUSY, OVERTAKEN -> FailureReason.BUSY;
      case REFUSED -> FailureReason.REFUSED_BY_POLICY;
      case UNREADABLE, FAILED, UNCERTAIN -> FailureReason.DATABASE;
    };
  }

  public static CrossingException exception(DiscoveryException e) {
    return new CrossingException(of(e.failure()), e.getMessage());
  }

  public static CrossingException exception(StoreException e) {
    return new CrossingException(of(e.reason()), e.getMessage());
  }
}
