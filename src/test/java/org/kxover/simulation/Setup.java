package org.kxover.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;

/** What all parts of the simulation have in common. */
final class Setup {
  static final Realm OURS = new Realm("POPULAR.EXAMPLE");

  /** One visit of each user in a day, and a hundred users in the mean realm. */
  private static final double VISITS_OF_REALM = 100;

  private static final String HOST = "kx.any.example";

  private final World world;
  private final int days;
  private final long seed;
  private final List<byte[]> chain;
  private long saidAt = System.nanoTime();

  /**
   * @param days of a year
   */
  Setup(int realms, int days, long seed) throws IOException {
    this.world = new World(realms, realms * VISITS_OF_REALM);
    this.days = days;
    this.seed = seed;
    this.chain = certificate();
  }

  /** One certificate serves all daemons: its names do not matter with usage 3 (DANE-EE). */
  private static List<byte[]> certificate() throws IOException {
    Path folder = Files.createTempDirectory("simulation");
    Path certificate = folder.resolve("any.crt");
    Path key = folder.resolve("any.key");
    try {
      KxCertificate.create(
          OURS, HOST, Duration.ofDays(1), Clock.systemUTC(), new SecureRandom(), certificate, key);
      return TlsCredential.load(certificate, key).chainDer();
    } catch (CredentialException e) {
      throw new IOException(e);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** This setup with another number of realms. */
  Setup withRealms(int realms) throws IOException {
    return new Setup(realms, days, seed);
  }

  World world() {
    return world;
  }

  int days() {
    return days;
  }

  long seed() {
    return seed;
  }

  List<byte[]> chain() {
    return chain;
  }

  /** The settings of the simulated realm: all defaults but this one. */
  static RealmSettings settings(int newRealms) {
    return TestSettings.defaults(OURS).with(PolicySettings.NEW_REALMS, newRealms);
  }

  /** Settings without a limit of new realms, for what realms would do if nothing held them back. */
  static RealmSettings unlimited() {
    return settings(Integer.MAX_VALUE)
        .with(PolicySettings.NEW_REALMS_WINDOW, Duration.ofSeconds(1));
  }

  /** Visits in a day from each other realm to that with this rank by popularity. */
  double[] comingIn(int rank) {
    double[] perDay = new double[world.realms()];
    for (int other = 0; other < perDay.length; other++) {
      perDay[other] = world.visits(other + 1, rank);
    }
    return perDay;
  }

  /** Visits in a day to each other realm from that with this rank by size. */
  double[] goingOut(int rank) {
    double[] perDay = new double[world.realms()];
    for (int other = 0; other < perDay.length; other++) {
      perDay[other] = world.visits(rank, other + 1);
    }
    return perDay;
  }

  /** All realms are there from the beginning. */
  long[] joinedBefore() {
    return new long[world.realms()];
  }

  /**
   * The realms join evenly, so that they do not all renew their keys at one time.
   *
   * @param within so many days
   */
  long[] joiningWithin(int within) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.longs(world.realms(), 0, within * VirtualClock.DAY).toArray();
  }

  /**
   * The realms join on a logistic curve, few of them at the beginning.
   *
   * @param middle the day on which most join
   * @param width of the curve, in days
   */
  long[] joining(double middle, double width) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] joined = new long[world.realms()];
    for (int other = 0; other < joined.length; other++) {
      double place = random.nextDouble();
      double day = middle + width * Math.log(place / (1 - place));
      joined[other] = Math.max(0, (long) (day * VirtualClock.DAY));
    }
    return joined;
  }

  /** Prints the progress, at most once a few seconds unless it is the end of something. */
  void say(boolean always, String format, Object... arguments) {
    if (always || System.nanoTime() - saidAt > 5 * VirtualClock.SECOND) {
      saidAt = System.nanoTime();
      System.out.println(String.format(Locale.ROOT, format, arguments));
    }
  }
}
