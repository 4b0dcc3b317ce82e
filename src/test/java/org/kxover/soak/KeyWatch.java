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
 * Looks at both databases all the time: each key that a KDC may give tickets under must be in the
 * other realm's database too, and the same one there.
 */
final class KeyWatch implements Runnable {
  private static final long EVERY_MILLIS = 5_000;

  private final List<Direction> directions;
  private final StopSignal ending;
  private final Results tally;
  private final Map<Direction, TreeSet<Integer>> kvnos = new ConcurrentHashMap<>();
  private int looks;

  KeyWatch(List<Direction> directions, StopSignal ending, Results tally) {
    this.directions = directions;
    this.ending = ending;
    this.tally = tally;
    directions.forEach(direction -> kvnos.put(direction, new TreeSet<>()));
  }

  @Override
  public void run() {
    try {
      do {
        for (Direction direction : directions) {
          look(direction);
        }
      } while (!ending.within(EVERY_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tally.failure("the databases cannot be compared any more: " + e);
    }
  }

  /** A's first: the service's realm gets each key before, and keeps it for longer. */
  private void look(Direction direction) throws IOException {
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
      // Without the keys themselves.
      tally.failure(
          "of %s, these keys are only in the client's realm: %s, of %s in the other one"
              .formatted(direction.crossover(), withoutKeys(missing), withoutKeys(service)));
    }
    if (client.stream().map(KeyWatch::kvno).distinct().count() > 1) {
      tally.failure(
          "of %s, the client's realm keeps old keys: %s"
              .formatted(direction.crossover(), withoutKeys(client)));
    }
    synchronized (this) {
      looks++;
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

  /** The newest kvno that was seen in the client's realm; 0 for none. */
  synchronized int newest(Direction direction) {
    TreeSet<Integer> seen = kvnos.get(direction);
    return seen.isEmpty() ? 0 : seen.last();
  }

  /** How often one key took another's place. */
  synchronized int rollovers(Direction direction) {
    return Math.max(0, kvnos.get(direction).size() - 1);
  }

  /** In each direction, how often. */
  synchronized Map<Direction, Integer> rollovers() {
    Map<Direction, Integer> counts = new LinkedHashMap<>();
    directions.forEach(direction -> counts.put(direction, rollovers(direction)));
    return counts;
  }

  synchronized int looks() {
    return looks;
  }
}
