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
 * What becomes of a crossover as time passes: {@link KeyMaintenance} carries it out, and the
 * listing shows it.
 *
 * @param renewal of the newest key
 * @param due when it is time to renew the newest key, wanted or not; empty where others renew it
 * @param lastIssue from then on our KDC gives no ticket under the newest key; empty where others
 *     renew it
 * @param removeAt when the next of all its keys ends, and the store removes it unless an
 *     administrator closed the principal; empty where no key is to end
 */
public record KeyPlan(
    RenewalPlan renewal,
    Optional<Instant> due,
    Optional<Instant> lastIssue,
    Optional<Instant> removeAt) {

  /**
   * The plan for that crossover as it is known at that time. It asks and tells nobody: equal values
   * give equal plans.
   */
  static KeyPlan of(StoredCrossover key, PlanContext around, RealmSettings settings, Instant now) {
    Optional<KeyTimes> ours =
        key.closed()
            ? Optional.empty()
            : KeyTimes.of(key, settings.get(KeySettings.MAX_TICKET_LIFE));
    return new KeyPlan(
        ours.map(times -> renewal(key, times, around, settings, now)).orElse(ofOthers(key)),
        ours.map(times -> times.renewal(around.spread())),
        ours.map(KeyTimes::lastIssue),
        nextEnd(key, now).map(till -> KeyTimes.removal(till, around.spread())));
  }

  private static RenewalPlan ofOthers(StoredCrossover key) {
    boolean known = key.keys().containsKey(key.highestKvno()) && !key.closed();
    return RenewalPlan.of(
        known && key.role().equals(Optional.of(Role.SERVICE))
            ? RenewalPlan.State.BY_PEER
            : RenewalPlan.State.NONE);
  }

  private static RenewalPlan renewal(
      StoredCrossover key,
      KeyTimes times,
      PlanContext around,
      RealmSettings settings,
      Instant now) {
    if (around.inWork()) {
      return RenewalPlan.of(RenewalPlan.State.IN_WORK);
    }
    if (!now.isBefore(times.lastIssue())) {
      return RenewalPlan.of(RenewalPlan.State.TOO_LATE);
    }
    Optional<String> unwanted = unwanted(key, times, around, settings);
    if (unwanted.isPresent()) {
      return RenewalPlan.ended(RenewalPlan.State.NOT_PLANNED, unwanted.get());
    }
    if (around.objection().isPresent()) {
      return RenewalPlan.ended(RenewalPlan.State.REFUSED, around.objection().get());
    }
    return around
        .failed()
        .filter(failed -> failed.kvno() == key.highestKvno())
        .map(failed -> retry(failed, times))
        .orElseGet(() -> RenewalPlan.at(times.renewal(around.spread())));
  }

  /** Why the settings let the key end. */
  private static Optional<String> unwanted(
      StoredCrossover key, KeyTimes times, PlanContext around, RealmSettings settings) {
    return switch (settings.get(KeySettings.RENEWAL)) {
      case ALWAYS -> Optional.empty();
      case NEVER -> Optional.of("renewal = never");
      case IN_USE -> {
        int lifetimes = settings.get(KeySettings.UNUSED_LIFETIMES);
        Instant oldest = times.beginOf(lifetimes);
        Optional<Instant> used = key.used().map(KerberosTime::instant);
        yield around.asked() || used.filter(when -> !when.isBefore(oldest)).isPresent()
            ? Optional.empty()
            : Optional.of(
                used.map(when -> "last use noted at " + when).orElse("no use noted")
                    + ", and unused_lifetimes = "
                    + lifetimes);
      }
    };
  }

  private static RenewalPlan retry(PlanContext.Failure failed, KeyTimes times) {
    Instant again = failed.when().plus(times.retry(failed.count(), failed.spread()));
    return again.isBefore(times.lastIssue())
        ? new RenewalPlan(RenewalPlan.State.RETRY, Optional.of(again), failed.count(), failed.why())
        : new RenewalPlan(
            RenewalPlan.State.NOT_PLANNED, Optional.empty(), failed.count(), failed.why());
  }

  /** What should have ended and did not waits for the next listing: this is no place to insist. */
  private static Optional<Instant> nextEnd(StoredCrossover key, Instant now) {
    return key.keys().values().stream()
        .map(KeyValidity::till)
        .map(KerberosTime::instant)
        .filter(till -> till.isAfter(now))
        .min(Instant::compareTo);
  }

  /** Whether the renewal is to begin, at that time or before it. */
  boolean isToRenew(Instant now) {
    return renewal.at().filter(at -> !now.isBefore(at)).isPresent();
  }

  /** Whether it is time to renew the newest key, wanted or not. */
  boolean isDue(Instant now) {
    return due.filter(when -> !now.isBefore(when)).isPresent();
  }

  /** Whether our KDC gave tickets under the newest key, and gives none any more. */
  public boolean isExpiring(Instant now) {
    return lastIssue.filter(last -> !now.isBefore(last)).isPresent();
  }

  /** When to look at the crossover again. */
  Optional<Instant> nextLook(Instant now) {
    return Stream.of(due, renewal.at(), removeAt)
        .flatMap(Optional::stream)
        .filter(when -> when.isAfter(now))
        .min(Instant::compareTo);
  }
}
