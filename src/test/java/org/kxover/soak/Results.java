package org.kxover.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the results of ticket requests, and collects failures. */
final class Results implements AutoCloseable {
  enum Outcome {
    FIRST_TRY,
    NEXT_TRY,
    FAILED
  }

  private static final int MAX_FAILURES = 100;

  private final PrintWriter ticketsFile;
  private final Consumer<String> onFailure;
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final List<String> failures = new ArrayList<>();
  private long failureCount;
  private long ticketsUnderOldKeys;

  /**
   * @param folder gets {@code asks.tsv} with one line per ticket
   * @param onFailure receives each failure at once, to print it
   */
  Results(Path folder, Consumer<String> onFailure) throws IOException {
    this.onFailure = onFailure;
    ticketsFile = new PrintWriter(Files.newBufferedWriter(folder.resolve("asks.tsv")), true);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, 0L);
    }
  }

  /**
   * @param output of the user's program if the first try failed
   */
  synchronized void ticket(Instant when, String who, String what, Outcome outcome, String output) {
    counts.merge(outcome, 1L, Long::sum);
    long millis = Duration.between(when, Instant.now()).toMillis();
    String line = String.join("\t", who, what, outcome.toString(), oneLine(output));
    ticketsFile.println(when + "\t" + millis + "\t" + line);
    if (outcome == Outcome.FAILED) {
      failure(when + " " + line);
    }
  }

  /** Counts a ticket from a crossover ticket under a key that is not the newest. */
  synchronized void ticketUnderOldKey() {
    ticketsUnderOldKeys++;
  }

  /** Records a failure. */
  synchronized void failure(String what) {
    failureCount++;
    if (failures.size() < MAX_FAILURES) {
      failures.add(what);
      onFailure.accept("FAILURE: " + what);
    }
  }

  synchronized long count(Outcome outcome) {
    return counts.get(outcome);
  }

  synchronized long tickets() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized long ticketsUnderOldKeys() {
    return ticketsUnderOldKeys;
  }

  synchronized long failureCount() {
    return failureCount;
  }

  /** The first 100 failures. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  @Override
  public synchronized void close() {
    ticketsFile.close();
  }
}
