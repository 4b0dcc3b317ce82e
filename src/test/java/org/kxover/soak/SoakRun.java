package org.kxover.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.kxover.lab.Lab;
import org.kxover.soak.Results.Outcome;

/**
 * Two realms with users in both directions who request tickets continuously.
 *
 * <pre>{@code
 * try (Lab lab = new Lab();
 *     SoakRun run = new SoakRun(lab, plan)) {
 *   run.start();
 *   ... // for any time
 *   List<String> failures = run.end();
 * }
 * }</pre>
 */
final class SoakRun implements AutoCloseable {
  /**
   * @param folder gets the records of tickets and faults
   * @param faults true to inject faults
   * @param seed decides which faults are injected, and which tickets are requested
   * @param planned the duration of the run
   * @param users number of users of each kind, in each direction
   * @param pause average time of each user between two tickets
   */
  record Plan(
      Path folder, boolean faults, long seed, Duration planned, int users, Duration pause) {}

  /** How long key maintenance may take to remove an expired key. */
  private static final Duration KEY_REMOVAL_LIMIT = Duration.ofMinutes(1);

  private static final long POLL_MILLIS = 2_000;
  private static final long JOIN_MILLIS = 120_000;

  private final Plan plan;
  private final SoakWorld world;
  private final Outages outages = new Outages();
  private final StopSignal stopFaults = new StopSignal();
  private final StopSignal stopTraffic = new StopSignal();
  private final Results results;
  private final KeyWatch keys;
  private final ResourceMonitor resources;
  private final List<Thread> traffic = new ArrayList<>();
  private final List<Thread> faultThreads = new ArrayList<>();
  private Faults faults;
  private Instant started;

  SoakRun(Lab lab, Plan plan) throws IOException {
    this.plan = plan;
    Files.createDirectories(plan.folder());
    world = new SoakWorld(lab, plan.faults());
    results = new Results(plan.folder(), System.out::println);
    keys = new KeyWatch(world.directions(), stopTraffic, results);
    resources = new ResourceMonitor(world.realms(), outages, stopTraffic);
  }

  /** Starts the realms and the traffic. */
  void start() throws IOException {
    world.start();
    Random random = new Random(plan.seed());
    List<Runnable> work = new ArrayList<>(List.of(keys, resources));
    for (Direction direction : world.directions()) {
      for (int i = 0; i < plan.users(); i++) {
        work.add(trafficUser(direction, "newcomer" + i, false, random));
        work.add(trafficUser(direction, "holder" + i, true, random));
      }
    }
    started = Instant.now();
    work.forEach(each -> traffic.add(start(each)));
    if (plan.faults()) {
      faults = new Faults(world, outages, stopFaults, results, plan);
      faultThreads.add(start(faults));
    }
  }

  private TrafficUser trafficUser(
      Direction direction, String name, boolean holdsTicket, Random random) throws IOException {
    return new TrafficUser(
        direction.client().user(name),
        direction,
        holdsTicket,
        outages,
        stopTraffic,
        keys,
        results,
        new Random(random.nextLong()),
        plan.pause());
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, work.getClass().getSimpleName());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The number of key rollovers, in the direction that has fewer. */
  int rollovers() {
    return keys.rollovers().values().stream().min(Integer::compareTo).orElse(0);
  }

  /** How many tickets users got with a crossover ticket under a key that was not the newest. */
  long ticketsUnderOldKeys() {
    return results.ticketsUnderOldKeys();
  }

  /** How often a daemon started to renew a key before its end. */
  long renewals() {
    return world.logged(" renewing krbtgt/").filter(line -> !line.contains("failed")).count();
  }

  /** How many requests had to wait, as the key was not renewed in time. */
  long waits() {
    return world.logged("its key expires too soon").count();
  }

  /** The progress so far in one line. */
  String progress() {
    StringBuilder text = new StringBuilder("%4d min: rollovers".formatted(elapsed().toMinutes()));
    keys.rollovers()
        .forEach((direction, count) -> text.append(" %s %d,".formatted(direction, count)));
    text.append(
        " tickets %,d (first try %,d, next try %,d, failed %d), under old keys %,d, faults %d"
            .formatted(
                results.tickets(),
                results.count(Outcome.FIRST_TRY),
                results.count(Outcome.NEXT_TRY),
                results.count(Outcome.FAILED),
                results.ticketsUnderOldKeys(),
                faults == null ? 0 : faults.count()));
    return text.toString();
  }

  /**
   * Stops the faults, then the traffic, and waits until all keys have expired.
   *
   * @return a description of each failure; empty if the run passed
   */
  List<String> end() throws IOException, InterruptedException {
    stopFaults.stop();
    join(faultThreads);
    stopTraffic.stop();
    join(traffic);
    world.letKeysRunOut();
    awaitCleanDatabases();
    world
        .logged(" ERROR ")
        .forEach(line -> results.failure("error in the log of kxoverd of " + line));
    resources.changes().stream()
        .filter(change -> !change.isFlat())
        .forEach(change -> results.failure("resource usage grew: " + change));
    Files.writeString(plan.folder().resolve("vitals.tsv"), resources.table());
    return results.failures();
  }

  private void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(JOIN_MILLIS);
      if (thread.isAlive()) {
        results.failure(thread.getName() + " did not end within the time limit");
      }
    }
  }

  private void awaitCleanDatabases() throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(SoakWorld.KEY_LIFETIME).plus(KEY_REMOVAL_LIMIT);
    while (!world.crossovers().isEmpty() && Instant.now().isBefore(limit)) {
      Thread.sleep(POLL_MILLIS);
    }
    world.crossovers().forEach(left -> results.failure("not removed from the database: " + left));
  }

  /** The report in Markdown. */
  String report() {
    return Report.of(this, plan, elapsed(), keys, results, faults, resources);
  }

  private Duration elapsed() {
    return Duration.between(started, Instant.now());
  }

  @Override
  public void close() {
    stopFaults.stop();
    stopTraffic.stop();
    results.close();
  }
}
