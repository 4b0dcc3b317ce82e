package org.kxover.simulation;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.kxover.config.RealmSettings;
import org.kxover.event.FailureReason;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.lifecycle.PeerPlan;

/**
 * Many realms, each with one crossover: that to the realm of the simulation. Their users make
 * visits. The plan of the daemon's key maintenance says when each key is renewed. A visit that can
 * change nothing is left out: while the key is known to be in use, and usable.
 */
final class Peers {
  private static final int SPREAD_STEPS = 1_024;

  private final VirtualClock clock;
  private final SplittableRandom random;
  private final RealmSettings settings;
  private final Responding other;
  private final boolean spread;
  private final double[] perDay;
  private final double[] phases;
  private final long[] visits;
  private final long[] checks;
  private final boolean[] asked;
  private final StoredCrossover[] stored;
  private final PeerPlan.Failures[] failures;
  private final Agenda agenda;
  private int held;

  final Series first;
  final Series renewed;
  final Series refused;
  final Series renewalsFailed;
  final Series keys;
  final Map<FailureReason, Long> reasons = new EnumMap<>(FailureReason.class);
  long endedInUse;

  /**
   * @param perDay the visits in a day of each realm's users
   * @param joined when each realm begins, in nanoseconds of the clock
   * @param spread false for renewals without the daemon's spread, for comparison
   */
  Peers(
      double[] perDay,
      long[] joined,
      RealmSettings settings,
      VirtualClock clock,
      Responding other,
      boolean spread,
      int days,
      long seed) {
    int count = perDay.length;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.settings = settings;
    this.other = other;
    this.spread = spread;
    this.perDay = perDay;
    this.phases = new double[count];
    this.visits = new long[count];
    this.checks = new long[count];
    this.asked = new boolean[count];
    this.stored = new StoredCrossover[count];
    this.failures = new PeerPlan.Failures[count];
    this.agenda = new Agenda(count);
    this.first = new Series(days);
    this.renewed = new Series(days);
    this.refused = new Series(days);
    this.renewalsFailed = new Series(days);
    this.keys = new Series(days);
    for (int peer = 0; peer < count; peer++) {
      phases[peer] = random.nextInt(24) / 24.0;
      visits[peer] = nextVisit(peer, joined[peer]);
      checks[peer] = VirtualClock.NEVER;
      reschedule(peer);
    }
  }

  /** When the next event is. */
  long next() {
    return agenda.next();
  }

  /** Lets the next event happen. */
  void step() {
    int peer = agenda.first();
    long now = agenda.next();
    clock.set(now);
    if (visits[peer] <= now) {
      visits[peer] = VirtualClock.NEVER;
      visit(peer, now);
    } else {
      checks[peer] = VirtualClock.NEVER;
      check(peer, now);
    }
    keys.level(now, held);
    reschedule(peer);
  }

  /** Gives all realms a key, in their order, within an hour. */
  void makeAllKeys() {
    for (int peer = 0; peer < perDay.length; peer++) {
      clock.set(VirtualClock.HOUR / perDay.length * peer);
      visits[peer] = VirtualClock.NEVER;
      attempt(peer, clock.nanos(), false);
      reschedule(peer);
    }
  }

  private long nextVisit(int peer, long now) {
    return World.nextVisit(now, perDay[peer], phases[peer], random);
  }

  private void reschedule(int peer) {
    agenda.put(peer, Math.min(visits[peer], checks[peer]));
  }

  private PeerPlan plan(int peer) {
    return PeerPlan.of(
        stored[peer],
        asked[peer],
        Optional.ofNullable(failures[peer]),
        spread(peer, stored[peer].highestKvno()),
        settings,
        clock.instant());
  }

  /** As the daemon has it: each daemon has a number of its own, and each key another place. */
  private double spread(int peer, int kvno) {
    long mixed = new SplittableRandom(peer * 32_768L + kvno).nextLong();
    return spread ? Math.floorMod(mixed, SPREAD_STEPS) / (double) SPREAD_STEPS : 0;
  }

  private void visit(int peer, long now) {
    if (stored[peer] == null || !plan(peer).isUsable()) {
      attempt(peer, now, false);
      return;
    }
    asked[peer] = true;
    stored[peer] = usedNow(stored[peer]);
    scheduleCheck(peer);
  }

  private StoredCrossover usedNow(StoredCrossover key) {
    return new StoredCrossover(
        key.name(),
        true,
        key.role(),
        key.highestKvno(),
        key.keys(),
        false,
        Optional.of(new KerberosTime(clock.instant())));
  }

  private void attempt(int peer, long now, boolean renewal) {
    Optional<StoredCrossover> before = Optional.ofNullable(stored[peer]);
    Responding.Outcome outcome = other.exchange(peer, before);
    if (outcome.key().isPresent()) {
      (before.isEmpty() ? first : renewed).count(now);
      held += before.isEmpty() ? 1 : 0;
      stored[peer] = outcome.key().get();
      failures[peer] = null;
      asked[peer] = !renewal;
      if (renewal) {
        visits[peer] = nextVisit(peer, now);
      } else {
        stored[peer] = usedNow(stored[peer]);
      }
    } else {
      reasons.merge(outcome.failure().orElseThrow(), 1L, Long::sum);
      if (renewal) {
        renewalsFailed.count(now);
        int count = failures[peer] == null ? 1 : failures[peer].count() + 1;
        failures[peer] = new PeerPlan.Failures(count, clock.instant(), random.nextDouble());
      } else {
        refused.count(now);
        visits[peer] = nextVisit(peer, now);
      }
    }
    if (stored[peer] != null) {
      scheduleCheck(peer);
    }
  }

  private void check(int peer, long now) {
    Instant present = clock.instant();
    if (!present.isBefore(till(peer))) {
      stored[peer] = null;
      failures[peer] = null;
      held--;
    } else {
      PeerPlan plan = plan(peer);
      if (plan.mustRenew()) {
        attempt(peer, now, true);
        return;
      }
      if (!plan.isUsable() && asked[peer] && visits[peer] == VirtualClock.NEVER) {
        endedInUse++;
      }
      if (plan.isUsable()) {
        scheduleCheck(peer);
        return;
      }
      scheduleCheck(peer);
    }
    if (visits[peer] == VirtualClock.NEVER) {
      visits[peer] = nextVisit(peer, now);
    }
  }

  private Instant till(int peer) {
    KeyValidity newest = stored[peer].keys().get(stored[peer].highestKvno());
    return newest.till().instant();
  }

  private void scheduleCheck(int peer) {
    Instant now = clock.instant();
    PeerPlan plan = plan(peer);
    Instant next =
        Stream.concat(plan.nextCheck().stream(), Stream.of(plan.lastIssue(), till(peer)))
            .filter(when -> when.isAfter(now))
            .min(Instant::compareTo)
            .orElse(now);
    checks[peer] = VirtualClock.nanosOf(next);
  }
}
