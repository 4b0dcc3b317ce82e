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
 * Injects one random fault after the other, and repairs each. The seed decides kind and duration.
 * In the first half of the run only the second realm's daemon and KDC are killed, and in the second
 * half only the first realm's. So the memory of one daemon and one KDC can be measured over half a
 * run.
 */
final class Faults implements Runnable {
  enum Kind {
    KXOVERD_KILLED,
    KXOVERD_STOPPED_AND_STARTED,
    KXOVERD_PAUSED,
    KDC_KILLED,
    KADMIN_KILLED,
    KADMIND_KILLED,
    DNS_KILLED,
    /** By less than clock_skew, so no ticket may be refused. */
    CLOCK_STEPPED,
    /** Without a changed setting, so no ticket may be refused. */
    SETTINGS_RELOADED
  }

  /** The minimum time between two faults. */
  private static final long MIN_PAUSE_MILLIS = 8_000;

  private static final int PAUSE_RANGE_MILLIS = 12_000;
  private static final int MAX_OUTAGE_MILLIS = 6_000;
  private static final int MAX_STEP_MILLIS = 5_000;
  private static final int START_ATTEMPTS = 5;

  private interface Repair {
    void start() throws IOException;
  }

  private final SoakWorld world;
  private final List<LabRealm> realms;
  private final Map<LabRealm, LabClock> clocks;
  private final DnsWorld dns;
  private final LabKadmind kadmind;
  private final Outages outages;
  private final StopSignal stopSignal;
  private final Results results;
  private final Random random;
  private final Instant half;
  private final PrintWriter log;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private Duration longestRepair = Duration.ZERO;

  /** Writes one line per fault to {@code faults.tsv}. */
  Faults(
      SoakWorld world, Outages outages, StopSignal stopSignal, Results results, SoakRun.Plan plan)
      throws IOException {
    this.world = world;
    this.realms = world.realms();
    this.clocks = world.clocks();
    this.dns = world.lab().dns();
    this.kadmind = world.kadmind();
    this.outages = outages;
    this.stopSignal = stopSignal;
    this.results = results;
    this.random = new Random(plan.seed());
    this.half = Instant.now().plus(plan.planned().dividedBy(2));
    this.log = new PrintWriter(Files.newBufferedWriter(plan.folder().resolve("faults.tsv")), true);
  }

  /** Injects faults until the stop signal. The last fault is repaired then. */
  @Override
  public void run() {
    try {
      while (!stopSignal.await(MIN_PAUSE_MILLIS + random.nextInt(PAUSE_RANGE_MILLIS))) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        LabRealm any = realms.get(random.nextInt(realms.size()));
        long millis = random.nextInt(MAX_OUTAGE_MILLIS);
        Duration step = Duration.ofMillis(1_000 + random.nextInt(MAX_STEP_MILLIS - 1_000));
        step = random.nextBoolean() ? step : step.negated();
        inject(kind, any, millis, step);
      }
      for (LabClock clock : clocks.values()) {
        clock.set(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      results.failure("a fault could not be repaired: " + e);
    } finally {
      if (outages.isOngoing()) {
        // Releases the users who wait for the end of the outage.
        outages.end();
      }
      log.close();
    }
  }

  private void inject(Kind kind, LabRealm any, long millis, Duration step)
      throws IOException, InterruptedException {
    LabRealm killable = realms.get(Instant.now().isBefore(half) ? 1 : 0);
    String begin = Instant.now() + "\t" + kind;
    String what =
        switch (kind) {
          case KXOVERD_KILLED -> {
            outages.begin();
            killable.kxoverd().kill();
            stopSignal.await(millis);
            yield repaired(killable.name(), () -> killable.kxoverd().start());
          }
          case KXOVERD_STOPPED_AND_STARTED -> {
            outages.begin();
            int exitCode = killable.kxoverd().stop();
            stopSignal.await(millis);
            yield repaired(
                killable.name() + ", exit code " + exitCode, () -> killable.kxoverd().start());
          }
          case KXOVERD_PAUSED -> {
            outages.begin();
            long pid = any.kxoverd().handle().pid();
            signal("STOP", pid);
            stopSignal.await(millis);
            yield repaired(any.name(), () -> signal("CONT", pid));
          }
          case KDC_KILLED -> {
            outages.begin();
            killable.kdc().kill();
            stopSignal.await(millis);
            yield repaired(killable.name(), () -> killable.kdc().start());
          }
          case KADMIN_KILLED -> {
            outages.begin();
            any.kxoverd().handle().children().forEach(ProcessHandle::destroyForcibly);
            yield repaired(any.name(), () -> awaitDatabase(any));
          }
          case KADMIND_KILLED -> {
            outages.begin();
            kadmind.kill();
            stopSignal.await(millis);
            yield repaired("", () -> kadmind.start());
          }
          case DNS_KILLED -> {
            outages.begin();
            dns.kill();
            stopSignal.await(millis);
            yield repaired("", () -> dns.restart());
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

  /** Repairs a fault. Retries, as another program may use the freed port for a moment. */
  private String repaired(String what, Repair repair) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      try {
        repair.start();
        break;
      } catch (IOException | IllegalStateException e) {
        if (i == START_ATTEMPTS) {
          throw e;
        }
        log.println(Instant.now() + "\tstart failed, trying again\t\t" + firstLine(e));
        stopSignal.await(1_000);
      }
    }
    Duration repairTime = world.awaitService();
    outages.end();
    synchronized (counts) {
      longestRepair = repairTime.compareTo(longestRepair) > 0 ? repairTime : longestRepair;
    }
    return what + ", served after " + repairTime.toMillis() + " ms";
  }

  /**
   * Waits until the daemon reads its database again. Users may be served before that, by what the
   * KDC remembers, so their tickets do not show it.
   */
  private static void awaitDatabase(LabRealm realm) throws IOException {
    realm.kxoverd().kxover("status", "--read").run();
  }

  private static String firstLine(Exception e) {
    return e.toString().lines().findFirst().orElse("");
  }

  private void signal(String name, long pid) throws IOException {
    new LabCommand(realms.get(0).folder(), "kill", "-" + name, Long.toString(pid)).run();
  }

  /** The longest time from a repair until a user in each direction got a ticket. */
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
