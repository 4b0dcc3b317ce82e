package org.kxover.lab;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Every test that {@code make test} runs in a short form, and how much of it that is. {@code make
 * test-all} runs all of it.
 *
 * <p>A short form takes one case in so many, beginning with one that the seed decides. Another run
 * has another seed, which is printed; {@code -Dkxover.seed=number} has that run's cases again.
 */
public enum ShortForm {
  /** HostileOctetsTest: the bits of each message that are flipped. A fuzzer flips others. */
  BIT_FLIPS(17),
  /** FaultIT: the steps of a kadmin, and the pieces on a connection, at which something fails. */
  DAEMON_FAULTS(5),
  /** DyingKadminIT: the steps at which kadmin ends. */
  KADMIN_FAULTS(4),
  /** CrossoverModelIT: what may happen, and the rules that are broken on purpose. */
  MODEL(3);

  private static final long SEED =
      Long.getLong("kxover.seed", Math.floorMod(System.nanoTime(), 1_000_000L));

  private final int oneIn;
  private final AtomicBoolean told = new AtomicBoolean();

  ShortForm(int oneIn) {
    this.oneIn = oneIn;
  }

  /** The members of {@code all} that this run tries, in their order: at least one. */
  public <T> List<T> of(List<T> all) {
    return of(all.size()).mapToObj(all::get).toList();
  }

  /** The numbers from 0 to below {@code count} that this run tries, rising: at least one. */
  public IntStream of(int count) {
    int first = first(count);
    return IntStream.range(0, count).filter(number -> number % oneIn() == first);
  }

  /** The first of so many that is tried. */
  public int first(int count) {
    if (TestMode.isShort() && !told.getAndSet(true)) {
      System.out.printf("%s: one case in %d; this is -Dkxover.seed=%d%n", this, oneIn, SEED);
    }
    return new Random(SEED + ordinal()).nextInt(Math.min(oneIn(), count));
  }

  /** How far it is from one that is tried to the next. */
  public int oneIn() {
    return TestMode.isShort() ? oneIn : 1;
  }
}
