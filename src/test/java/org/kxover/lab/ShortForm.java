package org.kxover.lab;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * The tests that {@code make test} runs in a short form, and the share of cases that each tries.
 * {@code make test-all} tries all cases.
 *
 * <p>A short form tries every n-th case, starting with one that the seed chooses. Each run has a
 * new seed, which it prints. {@code -Dkxover.seed=number} repeats that run's cases.
 */
public enum ShortForm {
  /** HostileOctetsTest: the bits to flip in each message. */
  BIT_FLIPS(17),
  /** FaultIT: the steps of kadmin, and the pieces on a connection, at which to inject a fault. */
  DAEMON_FAULTS(8),
  /** DyingKadminIT: the steps at which kadmin dies. */
  KADMIN_FAULTS(4),
  /** CrossoverModelIT: the scenarios, and the rules to break on purpose. */
  MODEL(3),
  /** FuzzIT: the inputs that each fuzzer tries. */
  FUZZER_RUNS(5),
  /** FuzzIT: the fuzzers. */
  FUZZERS(2),
  /** GuardProbeIT: the ways in which a KDC can be without its guard. */
  MISSING_GUARDS(3),
  /** UnconfirmedKeysIT: the replies that get lost one after the other. */
  LOST_REPLIES(4),
  /** SoakIT: the rollovers in each direction. */
  ROLLOVERS(3),
  /** PoorLineIT: the first crossings, which lose different packets. */
  POOR_LINES(4),
  /** RunbooksIT: the emergencies of doc/RUNBOOKS.md. */
  RUNBOOKS(8),
  /** EarlierVersionsIT: the earlier versions that are built. */
  VERSIONS(2),
  /** BlockManyIT: the crossovers that a block of all realms closes. */
  BLOCKED_CROSSOVERS(4);

  private static final long SEED =
      Long.getLong("kxover.seed", Math.floorMod(System.nanoTime(), 1_000_000L));

  private final int oneIn;
  private final AtomicBoolean printed = new AtomicBoolean();

  ShortForm(int oneIn) {
    this.oneIn = oneIn;
  }

  /** The elements of {@code all} that this run tries, in order; at least one. */
  public <T> List<T> of(List<T> all) {
    return of(all.size()).mapToObj(all::get).toList();
  }

  /** The numbers below {@code count} that this run tries, in ascending order; at least one. */
  public IntStream of(int count) {
    int first = first(count);
    return IntStream.range(0, count).filter(number -> number % oneIn() == first);
  }

  /** The first number below {@code count} that this run tries. */
  public int first(int count) {
    if (TestMode.isShort() && !printed.getAndSet(true)) {
      System.out.printf(
          "%s: tries one case in %d; -Dkxover.seed=%d repeats this choice%n", this, oneIn, SEED);
    }
    return new Random(SEED + ordinal()).nextInt(Math.min(oneIn(), count));
  }

  /**
   * The step from one case to the next: one case in so many is tried. 1 in {@code make test-all}.
   */
  public int oneIn() {
    return TestMode.isShort() ? oneIn : 1;
  }
}
