package org.kxover.crossover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.StoreException;
import org.kxover.message.ErrorCode;
import org.kxover.tls.PeerAlertException;
import org.kxover.tls.TimeLimitException;

/** What can stand in the way of a crossing: each with its own word in the log. */
public enum Obstacle {
  /** Secure DNS proves that there is no such record. */
  ABSENT("absent", Answer.Result.NONE),
  /** DNS answered without proof, from an unsigned zone. */
  INSECURE("insecure", Answer.Result.FAILED),
  /** DNS answered with a wrong proof. */
  BOGUS("bogus", Answer.Result.FAILED),
  /** DNS answered, and whether there should have been proof cannot be told. */
  INDETERMINATE("indeterminate", Answer.Result.FAILED),
  /** DNS did not answer. */
  DNS_FAILED("DNS failed", Answer.Result.FAILED),
  /** Secure DNS says something that cannot be used. */
  INVALID("invalid", Answer.Result.FAILED),
  /** No daemon of the realm could be reached. */
  UNREACHABLE("unreachable", Answer.Result.FAILED),
  /** A daemon was reached, and the TLS session with it failed or ended too early. */
  TLS_FAILED("TLS failed", Answer.Result.FAILED),
  /** The daemon reached is not the realm's: its certificate does not match DNS. */
  UNAUTHENTICATED("unauthenticated", Answer.Result.FAILED),
  /** Our policy says no. */
  REFUSED_BY_POLICY("refused by policy", Answer.Result.DENIED),
  /** The peer says no. */
  REFUSED_BY_PEER("refused by the peer", Answer.Result.DENIED),
  /** The peer would, and cannot at this moment: its own DNS, its database, or too much work. */
  PEER_UNAVAILABLE("peer unavailable", Answer.Result.FAILED),
  /** The peer does not keep to the protocol. */
  PROTOCOL("protocol error", Answer.Result.FAILED),
  /** The KDC's database could not be read or written. */
  DATABASE("database failed", Answer.Result.FAILED),
  /** The primary's database has the key, and the replica's copy of it not yet. */
  NOT_PROPAGATED("not propagated", Answer.Result.FAILED),
  /** Too much in work, or no time left. */
  BUSY("busy", Answer.Result.FAILED),
  /** A defect of ours. */
  INTERNAL("internal error", Answer.Result.FAILED);

  private final String word;
  private final Answer.Result result;

  Obstacle(String word, Answer.Result result) {
    this.word = word;
    this.result = result;
  }

  /** What the KDC is told. */
  public Answer.Result result() {
    return result;
  }

  static Obstacle of(DiscoveryFailure failure) {
    return switch (failure) {
      case ABSENT -> ABSENT;
      case INSECURE -> INSECURE;
      case BOGUS -> BOGUS;
      case INDETERMINATE -> INDETERMINATE;
      case FAILED -> DNS_FAILED;
      case REFUSED -> REFUSED_BY_POLICY;
      case INVALID -> INVALID;
    };
  }

  static Obstacle of(StoreException.Reason reason) {
    return switch (reason) {
      case BUSY, OVERTAKEN -> BUSY;
      case REFUSED -> REFUSED_BY_POLICY;
      case UNREADABLE, FAILED, UNCERTAIN -> DATABASE;
    };
  }

  /** Why another realm's request was refused: here, or already by what the exchange asks of it. */
  static Obstacle of(RefusedException refusal) {
    return refusal instanceof Refusal ours
        ? ours.obstacle()
        : switch (refusal.errorCode()) {
          case ErrorCode.KDC_ERR_POLICY, ErrorCode.KDC_ERR_ETYPE_NOSUPP -> REFUSED_BY_POLICY;
          case ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED -> UNAUTHENTICATED;
          case ErrorCode.KDC_ERR_SVC_UNAVAILABLE -> INTERNAL;
          default -> PROTOCOL;
        };
  }

  /** What became of a connection to a daemon. */
  static Obstacle of(IOException failure) {
    if (failure instanceof PeerAlertException alert && alert.refusesOurCertificate()) {
      return REFUSED_BY_PEER;
    }
    boolean never =
        failure instanceof TimeLimitException late
            ? late.limit() == TimeLimitException.Limit.CONNECT
            : failure.getCause() instanceof ConnectException
                || failure.getCause() instanceof NoRouteToHostException;
    return never ? UNREACHABLE : TLS_FAILED;
  }

  @Override
  public String toString() {
    return word;
  }
}
