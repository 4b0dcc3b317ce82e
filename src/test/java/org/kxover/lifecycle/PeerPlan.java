package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Optional;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.StoredCrossover;

/** {@link KeyPlan} for a simulation that keeps the state of {@link Renewals} itself. */
public final class PeerPlan {
  private final KeyPlan plan;
  private final Instant now;

  private PeerPlan(KeyPlan plan, Instant now) {
    this.plan = plan;
    this.now = now;
  }

  /**
   * Failed renewals in a row of the newest key.
   *
   * @param spread 0 to 1, of the delay before the next try
   */
  public record Failures(int count, Instant last, double spread) {}

  /**
   * @param asked true if the KDC asked for the newest key
   * @param spread 0 to 1, constant for a key
   */
  public static PeerPlan of(
      StoredCrossover key,
      boolean asked,
      Optional<Failures> failures,
      double spread,
      RealmSettings settings,
      Instant now) {
    PlanContext context =
        new PlanContext(
            asked,
            false,
            failures.map(
                failed ->
                    new PlanContext.Failure(
                        key.highestKvno(), failed.count(), failed.last(), failed.spread(), "")),
            Optional.empty(),
            spread);
    return new PeerPlan(KeyPlan.of(key, context, settings, now), now);
  }

  /** True if the key is renewed now. */
  public boolean mustRenew() {
    RenewalPlan.State state = plan.renewal().state();
    return (state == RenewalPlan.State.PLANNED || state == RenewalPlan.State.RETRY)
        && plan.mustRenew(now);
  }

  /** True if the KDC may issue tickets under the key. */
  public boolean isUsable() {
    return plan.lastIssue().isPresent() && !plan.isExpiring(now);
  }

  /** When the KDC issues the last ticket under the key. */
  public Instant lastIssue() {
    return plan.lastIssue().orElseThrow();
  }

  /** When to look at the key again; empty for never. */
  public Optional<Instant> nextCheck() {
    return plan.nextCheck(now);
  }
}
