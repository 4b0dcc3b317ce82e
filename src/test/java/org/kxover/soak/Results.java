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

/** What came of each ticket that was asked for, and whatever else went wrong. */
final class Results implements AutoCloseable {
  /** What came of a ticket. */
  enum Outcome {
    FIRST_TRY,
    NEXT_TRY,
    FAILED
  }

  private static final int MAX_FAILURES = 100;

  private final PrintWriter asks;
  private final Consumer<String> telling;
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final List<String> failures = new ArrayList<>();
  private long failureCount;
  private long underOldKeys;

  /**
   * @param folder takes a line about each ticket, in {@code asks.tsv}
   * @param telling hears of failures at once, for whoever watches
   */
  Results(Path folder, Consumer<String> telling) throws IOException {
    this.telling = telling;
    asks = new PrintWriter(Files.newBufferedWriter(folder.resolve("asks.tsv")), true);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, 0L);
    }
  }

  /**
   * @param said what the user's program said where the first try failed
   */
  synchronized void ticket(Instant when, String who, String what, Outcome outcome, String said) {
    counts.merge(outcome, 1L, Long::sum);
    long millis = Duration.between(when, Instant.now()).toMillis();
    String line = String.join("\t", who, what, outcome.toString(), oneLine(said));
    asks.println(when + "\t" + millis + "\t" + line);
    if (outcome == Outcome.FAILED) {
      failure(when + " " + line);
    }
  }

  /** A ticket was got with a crossover ticket under a key that is no more the newest. */
  synchronized void underOldKey() {
    underOldKeys++;
  }

  /** Something that must not be. */
  synchronized void failure(String what) {
    failureCount++;
    if (failures.size() < MAX_FAILURES) {
      failures.add(what);
      telling.accept("FAILURE: " + what);
    }
  }

  synchronized long count(Outcome outcome) {
    return counts.get(outcome);
  }

  synchronized long tickets() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized long underOldKeys() {
    return underOldKeys;
  }

  synchronized long failureCount() {
    return failureCount;
  }

  /** The first failures, in words. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  @Override
  public synchronized void close() {
    asks.close();
  }
}
