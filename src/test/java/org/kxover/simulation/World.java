package org.kxover.simulation;

import java.util.SplittableRandom;
import org.kxover.kerberos.Realm;

/**
 * The realms of the simulation. Their popularity and the number of their users both follow Zipf's
 * law, independently: the realm of rank n has a share of 1/n. Ranks begin at 1.
 */
final class World {
  /** How much more than its mean the traffic of a realm is at its busiest hour of the day. */
  private static final double DAILY_SWING = 0.9;

  private final int realms;
  private final double visits;
  private final double sum;

  /**
   * @param realms how many
   * @param visits of all users to other realms in a day, without repetitions that the user's own
   *     ticket answers
   */
  World(int realms, double visits) {
    this.realms = realms;
    this.visits = visits;
    double total = 0;
    for (int rank = 1; rank <= realms; rank++) {
      total += 1.0 / rank;
    }
    this.sum = total;
  }

  int realms() {
    return realms;
  }

  /** The realm's share of all visits, or of all users. */
  double share(int rank) {
    return 1 / (rank * sum);
  }

  /** Visits in a day from the realm with that rank by size to that with that rank by popularity. */
  double visits(int bySize, int byPopularity) {
    return visits * share(bySize) * share(byPopularity);
  }

  /** Visits in a day of all users of the realm with that rank by size. */
  double visitsFrom(int bySize) {
    return visits * share(bySize);
  }

  /** The other realm with that number, as those see it that it meets. */
  static Realm realm(int number) {
    return new Realm("R" + number + ".EXAMPLE");
  }

  /** The number in the name of {@link #realm}. */
  static int number(Realm realm) {
    return Integer.parseInt(realm.name().substring(1, realm.name().indexOf('.')));
  }

  /**
   * The time of the next visit: a Poisson process that swings with the time of day where the users
   * live.
   *
   * @param perDay the mean number of visits in a day
   * @param phase 0 to 1, the place in the day
   */
  static long nextVisit(long now, double perDay, double phase, SplittableRandom random) {
    double most = perDay * (1 + DAILY_SWING);
    double day = now / (double) VirtualClock.DAY;
    while (true) {
      day -= Math.log(1 - random.nextDouble()) / most;
      if (day > 3_650) {
        return VirtualClock.NEVER;
      }
      double rate = perDay * (1 + DAILY_SWING * Math.sin(2 * Math.PI * (day + phase)));
      if (random.nextDouble() * most < rate) {
        return (long) (day * VirtualClock.DAY);
      }
    }
  }
}
