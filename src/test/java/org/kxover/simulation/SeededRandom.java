package org.kxover.simulation;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Repeatable numbers where the daemon wants a {@link SecureRandom}. */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient SplittableRandom random;

  SeededRandom(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }

  @Override
  public int nextInt() {
    return random.nextInt();
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public long nextLong(long bound) {
    return random.nextLong(bound);
  }

  @Override
  public double nextDouble() {
    return random.nextDouble();
  }
}
