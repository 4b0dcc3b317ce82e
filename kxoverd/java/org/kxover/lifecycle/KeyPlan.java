package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;

/**
 * What to do with a crossover's keys, and when. {@link KeyMaintenance} does it, and {@code kxover
 * status} shows it.
 *
 * @param renewal of the newest key
 * @param due the time to renew the newest key, even if the settings or policy do not allow the
 *     renewal; empty if we do not renew it
 * @param lastIssue from this time on, our KDC issues no ticket under the newest key; empty if we do
 *     not renew it
 * @param removeAt the time of the next removal of a key; the store removes none from a principal
 *     that an administrator closed. Empty if no key has an end in the future
 */
public record KeyPlan(
    RenewalPlan renewal,
    Optional<Instant> due,
    Optional<Instant> lastIssue,
    Optional<Instant> removeAt) {

  /** A pure function: equal arguments give equal plans. */
  static KeyPlan of(StoredCrossover key, PlanContext context, RealmSettings settings, Instant now) {
    Optional<KeyTimes> times =
        key.closed()
            ? Optional.empty()
            : KeyTimes.of(key, settings.get(KeySettings.MAX_TICKET_LIFE));
    return new KeyPlan(
        times.map(own -> renewal(key, own, context, settings, now)).orElse(withoutOurRenewal(key)),
        times.map(own -> own.renewalTime(context.spread())),
        times.map(KeyTimes::lastIssue),
        nextEnd(key, now).map(till -> KeyTimes.removalTime(till, context.spread())));
  }

  private static RenewalPlan withoutOurRenewal(StoredCrossover key) {
    boolean usable = key.keys().containsKey(key.highestKvno()) && !key.closed();
    return RenewalPlan.of(
        usable && key.role().equals(Optional.of(Role.SERVICE))
            ? RenewalPlan.State.BY_PEER
            : RenewalPlan.State.NONE);
  }

  private static RenewalPlan renewal(
      StoredCrossover key,
      KeyTimes times,
      PlanContext context,
      RealmSettings settings,
      Instant now) {
    if (context.inWork()) {
      return RenewalPlan.of(RenewalPlan.State.IN_WORK);
    }
    if (!now.isBefore(times.lastIssue())) {
      return RenewalPlan.of(RenewalPlan.State.TOO_LATE);
    }
    Optional<String> reason = reasonNotToRenew(key, times, context, settings);
    if (reason.isPresent()) {
      return RenewalPlan.ended(RenewalPlan.State.NOT_PLANNED, reason.get());
    }
    if (context.objection().isPresent()) {
      return RenewalPlan.ended(RenewalPlan.State.REFUSED, context.objection().get());
    }
    return context
        .lastFailure()
        .filter(failure -> failure.kvno() == key.highestKvno())
        .map(failure -> retry(failure, times))
        .orElseGet(() -> RenewalPlan.at(times.renewalTime(context.spread())));
  }

  /** Why the settings do not want another key; empty if they do. */
  private static Optional<String> reasonNotToRenew(
      StoredCrossover key, KeyTimes times, PlanContext context, RealmSettings settings) {
    return switch (settings.get(KeySettings.RENEWAL)) {
      case ALWAYS -> Optional.empty();
      case NEVER -> Optional.of("renewal = never");
      case IN_USE -> {
        int lifetimes = settings.get(KeySettings.UNUSED_LIFETIMES);
        Instant oldest = times.startOfLifetimes(lifetimes);
        Optional<Instant> used = key.used().map(KerberosTime::instant);
        yield context.asked() || used.filter(when -> !when.isBefore(oldest)).isPresent()
            ? Optional.empty()
            : Optional.of(
                used.map(when -> "last use noted at " + when).orElse("no use noted")
                    + ", and unused_lifetimes = "
                    + lifetimes);
      }
    };
  }

  private static RenewalPlan retry(PlanContext.Failure failure, KeyTimes times) {
    Instant again = failure.when().plus(times.retryDelay(failure.count(), failure.spread()));
    return again.isBefore(times.lastIssue())
        ? new RenewalPlan(
            RenewalPlan.State.RETRY, Optional.of(again), failure.count(), failure.why())
        : new RenewalPlan(
            RenewalPlan.State.NOT_PLANNED, Optional.empty(), failure.count(), failure.why());
  }

  /** A key that should be gone already is tried again in the next pass through the database. */
  private static Optional<Instant> nextEnd(StoredCrossover key, Instant now) {
    return key.keys().values().stream()
        .map(KeyValidity::till)
        .map(KerberosTime::instant)
        .filter(till -> till.isAfter(now))
        .min(Instant::compareTo);
  }

  /** True if the renewal must begin now. */
  boolean mustRenew(Instant now) {
    return renewal.at().filter(at -> !now.isBefore(at)).isPresent();
  }

  /** True if {@link #due} has come, even if no renewal is planned. */
  boolean isDue(Instant now) {
    return due.filter(when -> !now.isBefore(when)).isPresent();
  }

  /** True if our KDC no longer issues tickets under the newest key. */
  public boolean isExpiring(Instant now) {
    return lastIssue.filter(last -> !now.isBefore(last)).isPresent();
  }

  Optional<Instant> nextCheck(Instant now) {
    return Stream.of(due, renewal.at(), removeAt)
        .flatMap(Optional::stream)
        .filter(when -> when.isAfter(now))
        .min(Instant::compareTo);
  }
}
