package org.kxover.referral;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.Realm;

/**
 * What the KDC is told.
 *
 * @param realm the realm to refer to, for {@link Result#REFERRAL}
 * @param ttl for how long that holds, for {@link Result#REFERRAL}
 * @param reason for the KDC's log, where there is no referral
 * @param failureReason what stood in the way, where the reason is that
 */
public record Answer(
    Result result,
    Optional<Realm> realm,
    Duration ttl,
    String reason,
    Optional<FailureReason> failureReason) {
  /** The words of the socket protocol. */
  public enum Result {
    /** The crossover principal for that realm has a key: refer the client to it. */
    REFERRAL,
    /** The host is in the KDC's own realm. */
    LOCAL,
    /** Secure DNS says that there is nothing. */
    NONE,
    /** Policy, ours or the peer's, says no. */
    DENIED,
    /** It could not be found out, or not be agreed. */
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

  /** What the log says of it. */
  public String toThe(Question question) {
    return "KDC of %s asked for %s: %s%s"
        .formatted(
            question.realm(),
            question.service(),
            result,
            realm.map(to -> " to " + to).orElse(", " + reason));
  }

  /** There is no crossing, and why. */
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
      case REFUSED_BY_POLICY, REFUSED_BY_PEER -> Result.DENIED;
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
