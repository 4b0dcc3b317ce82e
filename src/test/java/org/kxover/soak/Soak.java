package org.kxover.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.kxover.lab.Lab;
import org.kxover.soak.SoakRun.Plan;

/**
 * Runs two realms under traffic, by default with faults, and reports all failures. Run by {@code
 * make soak}. Environment: {@code MINUTES}; {@code FAULTS=no} for key rollovers without faults;
 * {@code SEED} to repeat the faults of another run.
 */
public final class Soak {
  private static final Path SUMMARY = Path.of("target/soak.md").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/soak").toAbsolutePath();
  private static final int USERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(600);
  private static final long PROGRESS_MILLIS = 60_000;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    Duration planned = Duration.ofMinutes(Integer.parseInt(env("MINUTES", "30")));
    boolean withFaults = !env("FAULTS", "yes").equals("no");
    long seed = Long.parseLong(env("SEED", Integer.toString(new Random().nextInt(1_000_000))));
    System.out.printf(
        "Soak of %d minutes, %s; SEED=%d repeats it.%n",
        planned.toMinutes(), withFaults ? "with faults" : "without faults", seed);
    List<String> failures = run(new Plan(FOLDER, withFaults, seed, planned, USERS, PAUSE), planned);
    System.out.println(Files.readString(SUMMARY) + "\nThis summary is in " + SUMMARY);
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  private static String env(String name, String byDefault) {
    String value = System.getenv().getOrDefault(name, "");
    return value.isEmpty() ? byDefault : value;
  }

  private static List<String> run(Plan plan, Duration planned) throws Exception {
    try (Lab lab = new Lab();
        SoakRun run = new SoakRun(lab, plan)) {
      // Ctrl-C cleans up as well.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(lab)));
      System.out.println("The programs run below " + lab.folder());
      Path logs = plan.folder().resolve("programs.log");
      Files.deleteIfExists(logs);
      try {
        run.start();
        long end = System.nanoTime() + planned.toNanos();
        for (long left = planned.toMillis();
            left > 0;
            left = (end - System.nanoTime()) / 1_000_000) {
          Thread.sleep(Math.min(left, PROGRESS_MILLIS));
          System.out.println(run.progress());
        }
        List<String> failures = run.end();
        Files.writeString(SUMMARY, run.report());
        if (!failures.isEmpty()) {
          keep(lab, logs);
        }
        return failures;
      } catch (IOException | RuntimeException e) {
        keep(lab, logs);
        throw e;
      }
    }
  }

  private static void keep(Lab lab, Path logs) throws IOException {
    Files.writeString(logs, lab.logs());
    System.out.println("The logs of the programs are in " + logs);
  }

  private static void closeQuietly(Lab lab) {
    try {
      lab.close();
    } catch (Exception e) {
      System.err.println("cleaning up failed: " + e);
    }
  }
}
