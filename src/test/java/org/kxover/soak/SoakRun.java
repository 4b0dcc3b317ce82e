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
 * Two realms with users in both directions who ask all the time.
 *
 * <pre>{@code
 * try (Lab lab = new Lab();
 *     SoakRun run = new SoakRun(lab, plan)) {
 *   run.start();
 *   ... // as long as one likes
 *   List<String> failures = run.end();
 * }
 * }</pre>
 */
final class SoakRun implements AutoCloseable {
  /**
   * @param folder takes what is told of each ticket and each fault
   * @param faults whether anything is broken
   * @param seed decides what is broken when, and which tickets are asked for
   * @param planned for how long
   * @param travellers of each kind, in each direction
   * @param pause of each traveller between two tickets, on the average
   */
  record Plan(
      Path folder, boolean faults, long seed, Duration planned, int travellers, Duration pause) {}

  /** What the upkeep may take to end a key that is over. */
  private static final Duration UPKEEP = Duration.ofMinutes(1);

  private static final long POLL_MILLIS = 2_000;
  private static final long JOIN_MILLIS = 120_000;

  private final Plan plan;
  private final SoakWorld world;
  private final Outages calm = new Outages();
  private final StopSignal ofFaults = new StopSignal();
  private final StopSignal ofTraffic = new StopSignal();
  private final Results tally;
  private final KeyWatch keys;
  private final ResourceMonitor vitals;
  private final List<Thread> traffic = new ArrayList<>();
  private final List<Thread> breaking = new ArrayList<>();
  private Faults faults;
  private Instant started;

  SoakRun(Lab lab, Plan plan) throws IOException {
    this.plan = plan;
    Files.createDirectories(plan.folder());
    world = new SoakWorld(lab, plan.faults());
    tally = new Results(plan.folder(), System.out::println);
    keys = new KeyWatch(world.directions(), ofTraffic, tally);
    vitals = new ResourceMonitor(world.realms(), calm, ofTraffic);
  }

  /** Starts the realms, and lets everybody ask. */
  void start() throws IOException {
    world.start();
    Random random = new Random(plan.seed());
    List<Runnable> work = new ArrayList<>(List.of(keys, vitals));
    for (Direction direction : world.directions()) {
      for (int i = 0; i < plan.travellers(); i++) {
        work.add(traveller(direction, "newcomer" + i, false, random));
        work.add(traveller(direction, "holder" + i, true, random));
      }
    }
    started = Instant.now();
    work.forEach(each -> traffic.add(start(each)));
    if (plan.faults()) {
      faults = new Faults(world, calm, ofFaults, tally, plan);
      breaking.add(start(faults));
    }
  }

  private TrafficUser traveller(Direction direction, String name, boolean holds, Random random)
      throws IOException {
    return new TrafficUser(
        direction.client().user(name),
        direction,
        holds,
        calm,
        ofTraffic,
        keys,
        tally,
        new Random(random.nextLong()),
        plan.pause());
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, work.getClass().getSimpleName());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The least number of rollovers in a direction, as the databases show them. */
  int rollovers() {
    return keys.rollovers().values().stream().min(Integer::compareTo).orElse(0);
  }

  /** How many tickets were got with a crossover ticket under a key that was not the newest. */
  long ticketsUnderOldKeys() {
    return tally.underOldKeys();
  }

  /** How often a key was renewed ahead of its end, or tried to be. */
  long renewals() {
    return world.logged(" renewing krbtgt/").filter(line -> !line.contains("failed")).count();
  }

  /** How many questions had to wait for a key, since it was not renewed in time. */
  long waits() {
    return world.logged("its key expires too soon").count();
  }

  /** In one line, how it goes. */
  String progress() {
    StringBuilder text = new StringBuilder("%4d min: rollovers".formatted(took().toMinutes()));
    keys.rollovers()
        .forEach((direction, count) -> text.append(" %s %d,".formatted(direction, count)));
    text.append(
        " tickets %,d (first try %,d, next try %,d, failed %d), under old keys %,d, faults %d"
            .formatted(
                tally.tickets(),
                tally.count(Outcome.FIRST_TRY),
                tally.count(Outcome.NEXT_TRY),
                tally.count(Outcome.FAILED),
                tally.underOldKeys(),
                faults == null ? 0 : faults.count()));
    return text.toString();
  }

  /**
   * Ends the faults, the traffic after them, and lets all keys run out.
   *
   * @return everything that was not as it must be, in words
   */
  List<String> end() throws IOException, InterruptedException {
    ofFaults.come();
    join(breaking);
    ofTraffic.come();
    join(traffic);
    world.letKeysRunOut();
    awaitCleanDatabases();
    world.logged(" ERROR ").forEach(line -> tally.failure("the log of kxoverd of " + line));
    vitals.changes().stream()
        .filter(change -> !change.isFlat())
        .forEach(change -> tally.failure("not flat: " + change));
    Files.writeString(plan.folder().resolve("vitals.tsv"), vitals.table());
    return tally.failures();
  }

  private void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(JOIN_MILLIS);
      if (thread.isAlive()) {
        tally.failure(thread.getName() + " does not come to its end");
      }
    }
  }

  private void awaitCleanDatabases() throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(SoakWorld.KEY_LIFETIME).plus(UPKEEP);
    while (!world.crossovers().isEmpty() && Instant.now().isBefore(limit)) {
      Thread.sleep(POLL_MILLIS);
    }
    world.crossovers().forEach(left -> tally.failure("left in the database: " + left));
  }

  /** What there is to tell, in Markdown. */
  String report() {
    return Report.of(this, plan, took(), keys, tally, faults, vitals);
  }

  private Duration took() {
    return Duration.between(started, Instant.now());
  }

  @Override
  public void close() {
    ofFaults.come();
    ofTraffic.come();
    tally.close();
  }
}
