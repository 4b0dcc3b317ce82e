package org.kxover.soak;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.kxover.lab.LabPrincipal;
import org.kxover.lab.LabRealm;

/**
 * Compares both databases during the whole run. Each key that the client realm's KDC can issue
 * tickets under must also be in the service realm's database.
 */
final class KeyWatch implements Runnable {
  private static final long EVERY_MILLIS = 5_000;

  private final List<Direction> directions;
  private final StopSignal stopSignal;
  private final Results results;
  private final Map<Direction, TreeSet<Integer>> kvnos = new ConcurrentHashMap<>();
  private int comparisons;

  KeyWatch(List<Direction> directions, StopSignal stopSignal, Results results) {
    this.directions = directions;
    this.stopSignal = stopSignal;
    this.results = results;
    directions.forEach(direction -> kvnos.put(direction, new TreeSet<>()));
  }

  @Override
  public void run() {
    try {
      do {
        for (Direction direction : directions) {
          compare(direction);
        }
      } while (!stopSignal.await(EVERY_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      results.failure("the comparison of the databases stopped: " + e);
    }
  }

  /** Reads the client realm first: the service realm gets each key earlier and keeps it longer. */
  private void compare(Direction direction) throws IOException {
    if (!isOpen(direction)) {
      return;
    }
    Set<String> client = keys(direction.client(), direction);
    if (!isOpen(direction)) {
      return;
    }
    Set<String> service = keys(direction.service(), direction);
    Set<String> missing = new HashSet<>(client);
    missing.removeAll(service);
    if (!missing.isEmpty()) {
      // The failure must not contain the keys.
      results.failure(
          "keys of %s that only the client realm has: %s; the service realm has %s"
              .formatted(direction.crossover(), withoutKeys(missing), withoutKeys(service)));
    }
    if (client.stream().map(KeyWatch::kvno).distinct().count() > 1) {
      results.failure(
          "%s has old keys in the client realm: %s"
              .formatted(direction.crossover(), withoutKeys(client)));
    }
    synchronized (this) {
      comparisons++;
      client.forEach(line -> kvnos.get(direction).add(kvno(line)));
    }
  }

  private static boolean isOpen(Direction direction) throws IOException {
    LabPrincipal principal = direction.client().crossover(direction.service(), direction.client());
    return principal.exists() && !principal.text().contains("DISALLOW_ALL_TIX");
  }

  private static Set<String> keys(LabRealm realm, Direction direction) throws IOException {
    if (!realm.crossover(direction.service(), direction.client()).exists()) {
      return Set.of();
    }
    Set<String> lines = new HashSet<>();
    for (String line : realm.kdc().keyLines(direction.crossover())) {
      lines.add(line.strip());
    }
    return lines;
  }

  private static int kvno(String line) {
    return Integer.parseInt(line.split("\\s+")[0]);
  }

  private static Set<String> withoutKeys(Set<String> lines) {
    Set<String> kvnos = new TreeSet<>();
    lines.forEach(line -> kvnos.add("kvno " + kvno(line)));
    return kvnos;
  }

  /** The highest kvno seen in the client realm; 0 for none. */
  synchronized int newest(Direction direction) {
    TreeSet<Integer> seen = kvnos.get(direction);
    return seen.isEmpty() ? 0 : seen.last();
  }

  /** How often a new key replaced an old one. */
  synchronized int rollovers(Direction direction) {
    return Math.max(0, kvnos.get(direction).size() - 1);
  }

  /** The rollovers in each direction. */
  synchronized Map<Direction, Integer> rollovers() {
    Map<Direction, Integer> counts = new LinkedHashMap<>();
    directions.forEach(direction -> counts.put(direction, rollovers(direction)));
    return counts;
  }

  synchronized int comparisons() {
    return comparisons;
  }
}
