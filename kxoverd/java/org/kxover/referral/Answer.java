package org.kxover.referral;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.Realm;

/**
 * The answer to a question of our KDC.
 *
 * @param realm the realm to refer the client to, for {@link Result#REFERRAL}
 * @param ttl how long the KDC may cache the referral, for {@link Result#REFERRAL}
 * @param reason text for the KDC's log, if there is no referral
 * @param failureReason present if a failure is the reason
 */
public record Answer(
    Result result,
    Optional<Realm> realm,
    Duration ttl,
    String reason,
    Optional<FailureReason> failureReason) {
  /** The values of {@code result} in the socket protocol (PROTOCOL.md section 7). */
  public enum Result {
    /** There is a usable key for the realm: the KDC refers the client to it. */
    REFERRAL,
    /** The host belongs to the KDC's own realm. */
    LOCAL,
    /** DNSSEC proves that the host has no realm, or the realm no daemon. */
    NONE,
    /** Our policy or the peer's forbids it. */
    DENIED,
    /** The realm could not be found, or the exchange failed. */
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Answer referral(Realm realm, Duration ttl) {
    return new Answer(Result.REFERRAL, Optional.of(realm), ttl, "", Optional.empty());
  }

  /** An answer other than {@link Result#REFERRAL}. */
  public static Answer of(Result result, String reason) {
    return new Answer(result, Optional.empty(), Duration.ZERO, reason, Optional.empty());
  }

  /** The log line of this answer. */
  public String logLine(Question question) {
    return "KDC of %s asked for %s: %s%s"
        .formatted(
            question.realm(),
            question.service(),
            result,
            realm.map(to -> " to " + to).orElse(", " + reason));
  }

  /** An answer with the {@link Result} that fits the failure. */
  public static Answer failed(FailureReason failureReason, String why) {
    return new Answer(
        result(failureReason),
        Optional.empty(),
        Duration.ZERO,
        failureReason + ": " + why,
        Optional.of(failureReason));
  }

  private static Result result(FailureReason failureReason) {
    return switch (failureReason) {
      case ABSENT -> Result.NONE;
      case REFUSED_BY_POLICY, BLOCKED, UNGUARDED, REFUSED_BY_PEER -> Result.DENIED;
      case INSECURE,
          BOGUS,
          INDETERMINATE,
          DNS_FAILED,
          INVALID,
          UNREACHABLE,
          TLS_FAILED,
          UNAUTHENTICATED,
          PEER_UNAVAILABLE,
          PROTOCOL,
          DATABASE,
          NOT_PROPAGATED,
          BUSY,
          INTERNAL ->
          Result.FAILED;
    };
  }
}
