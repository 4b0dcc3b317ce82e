package org.kxover.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.kxover.lab.DnsWorld;
import org.kxover.lab.LabClock;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;

/**
 * Breaks one thing after the other at random, and mends it. What is broken and for how long, the
 * seed of the random numbers decides; which realm's daemon and KDC are killed, the half of the time
 * does: of each there is one that lives for half of it, and whose memory is measured.
 */
final class Faults implements Runnable {
  /** What happens. */
  enum Kind {
    KXOVERD_KILLED,
    KXOVERD_STOPPED_AND_STARTED,
    KXOVERD_HALTED_FOR_A_WHILE,
    KDC_KILLED,
    KADMIN_KILLED,
    KADMIND_KILLED,
    DNS_KILLED,
    /** Within clock_skew: no ticket may be refused for it. */
    CLOCK_STEPPED,
    /** With the settings as they were: no ticket may be refused for it. */
    SETTINGS_RELOADED
  }

  /** Between two faults, at the least. */
  private static final long LEAST_PAUSE_MILLIS = 8_000;

  private static final int PAUSE_SPREAD_MILLIS = 12_000;
  private static final int LONGEST_OUTAGE_MILLIS = 6_000;
  private static final int LARGEST_STEP_MILLIS = 5_000;
  private static final int START_ATTEMPTS = 5;

  private interface Starting {
    void start() throws IOException;
  }

  private final SoakWorld world;
  private final List<LabRealm> realms;
  private final Map<LabRealm, LabClock> clocks;
  private final DnsWorld dns;
  private final LabKadmind kadmind;
  private final Outages calm;
  private final StopSignal ending;
  private final Results tally;
  private final Random random;
  private final Instant half;
  private final PrintWriter log;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private Duration longestRepair = Duration.ZERO;

  /** Tells of each fault in a line of {@code faults.tsv}. */
  Faults(SoakWorld world, Outages calm, StopSignal ending, Results tally, SoakRun.Plan plan)
      throws IOException {
    this.world = world;
    this.realms = world.realms();
    this.clocks = world.clocks();
    this.dns = world.lab().dns();
    this.kadmind = world.kadmind();
    this.calm = calm;
    this.ending = ending;
    this.tally = tally;
    this.random = new Random(plan.seed());
    this.half = Instant.now().plus(plan.planned().dividedBy(2));
    this.log = new PrintWriter(Files.newBufferedWriter(plan.folder().resolve("faults.tsv")), true);
  }

  /** Until the end; then all is mended. */
  @Override
  public void run() {
    try {
      while (!ending.within(LEAST_PAUSE_MILLIS + random.nextInt(PAUSE_SPREAD_MILLIS))) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        LabRealm any = realms.get(random.nextInt(realms.size()));
        long millis = random.nextInt(LONGEST_OUTAGE_MILLIS);
        Duration step = Duration.ofMillis(1_000 + random.nextInt(LARGEST_STEP_MILLIS - 1_000));
        step = random.nextBoolean() ? step : step.negated();
        happens(kind, any, millis, step);
      }
      for (LabClock clock : clocks.values()) {
        clock.set(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tally.failure("a fault could not be mended: " + e);
    } finally {
      if (!calm.isCalm()) {
        // Nobody is to wait for what does not come.
        calm.mend();
      }
      log.close();
    }
  }

  private void happens(Kind kind, LabRealm any, long millis, Duration step)
      throws IOException, InterruptedException {
    LabRealm mortal = realms.get(Instant.now().isBefore(half) ? 1 : 0);
    String begin = Instant.now() + "\t" + kind;
    String what =
        switch (kind) {
          case KXOVERD_KILLED -> {
            calm.breakIt();
            mortal.kxoverd().kill();
            ending.within(millis);
            yield mended(mortal.name(), () -> mortal.kxoverd().start());
          }
          case KXOVERD_STOPPED_AND_STARTED -> {
            calm.breakIt();
            int exitCode = mortal.kxoverd().stop();
            ending.within(millis);
            yield mended(mortal.name() + ", exit code " + exitCode, () -> mortal.kxoverd().start());
          }
          case KXOVERD_HALTED_FOR_A_WHILE -> {
            calm.breakIt();
            long pid = any.kxoverd().handle().pid();
            signal("STOP", pid);
            ending.within(millis);
            yield mended(any.name(), () -> signal("CONT", pid));
          }
          case KDC_KILLED -> {
            calm.breakIt();
            mortal.kdc().kill();
            ending.within(millis);
            yield mended(mortal.name(), () -> mortal.kdc().start());
          }
          case KADMIN_KILLED -> {
            calm.breakIt();
            any.kxoverd().handle().children().forEach(ProcessHandle::destroyForcibly);
            yield mended(any.name(), () -> {});
          }
          case KADMIND_KILLED -> {
            calm.breakIt();
            kadmind.kill();
            ending.within(millis);
            yield mended("", () -> kadmind.start());
          }
          case DNS_KILLED -> {
            calm.breakIt();
            dns.kill();
            ending.within(millis);
            yield mended("", () -> dns.startAgain());
          }
          case CLOCK_STEPPED -> {
            clocks.get(any).set(step);
            yield any.name() + " to " + step.toMillis() + " ms";
          }
          case SETTINGS_RELOADED -> {
            Settings.reload(any);
            yield any.name();
          }
        };
    log.println(begin + "\t" + Instant.now() + "\t" + what);
    synchronized (counts) {
      counts.merge(kind, 1, Integer::sum);
    }
  }

  /** Another program may sit on the port for a moment: it was free. */
  private String mended(String what, Starting starting) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      try {
        starting.start();
        break;
      } catch (IOException | IllegalStateException e) {
        if (i == START_ATTEMPTS) {
          throw e;
        }
        log.println(Instant.now() + "\tanother start is needed\t\t" + firstLine(e));
        ending.within(1_000);
      }
    }
    Duration repair = world.awaitService();
    calm.mend();
    synchronized (counts) {
      longestRepair = repair.compareTo(longestRepair) > 0 ? repair : longestRepair;
    }
    return what + ", served after " + repair.toMillis() + " ms";
  }

  private static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElse("");
  }

  private void signal(String name, long pid) throws IOException {
    new LabCommand(realms.get(0).folder(), "kill", "-" + name, Long.toString(pid)).run();
  }

  /** From the end of a fault till a user of each realm was served. */
  Duration longestRepair() {
    synchronized (counts) {
      return longestRepair;
    }
  }

  int count() {
    synchronized (counts) {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  Map<Kind, Integer> counts() {
    synchronized (counts) {
      return new EnumMap<>(counts);
    }
  }
}
