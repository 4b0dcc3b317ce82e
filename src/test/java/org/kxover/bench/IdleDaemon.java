package org.kxover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.ProcessFigures;

/**
 * An installed daemon without requests, with more and more crossovers in its database. Measures its
 * start, its memory, the first scan of all crossovers, and {@code kxover status}.
 */
final class IdleDaemon implements Part {
  private static final List<Integer> COUNTS = List.of(1, 10, 100, 1_000, 10_000);
  private static final int STARTS = 5;
  private static final double GOAL_MILLIS = 2_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Times in milliseconds, memory in megabytes of 1,000,000 octets. */
  private record Figures(double start, double scan, double resident, double status, double read) {}

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    Map<Integer, Figures> figures = new LinkedHashMap<>();
    try (Scratch scratch = new Scratch();
        Lab lab = new Lab()) {
      Path prefix = Installation.below(scratch.folder());
      LabRealm realm = lab.realm("A.EXAMPLE");
      LabRealm peer =
          lab.realm(CrossoverCopies.FIRST).service("HTTP", "www." + domain(CrossoverCopies.FIRST));
      realm.kxoverd().installed(prefix).measured();
      lab.start();
      LabCommand.Output first = realm.user("alice").kvno("-S", "HTTP", "www." + peer.domain());
      if (first.exitCode() != 0) {
        throw new IOException("the crossing failed: " + first.text());
      }
      peer.kxoverd().stop();
      realm.kxoverd().stop();
      Path dump = realm.kdc().dump();
      String one = Files.readString(dump, StandardCharsets.ISO_8859_1);
      for (int count : COUNTS) {
        Files.writeString(dump, CrossoverCopies.of(one, count), StandardCharsets.ISO_8859_1);
        realm.kdc().load(dump);
        figures.put(count, measure(raw, realm.kxoverd(), count));
      }
    }
    return rows(figures);
  }

  private static String domain(String realm) {
    return realm.toLowerCase(Locale.ROOT);
  }

  private static Figures measure(Raw raw, LabKxoverd kxoverd, int count) throws Exception {
    List<Double> starts = new ArrayList<>();
    List<Double> scans = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      kxoverd.start();
      starts.add(millisSince(begin));
      long ready = System.nanoTime();
      awaitAllRead(kxoverd, count);
      scans.add(millisSince(ready));
      if (i < STARTS - 1) {
        kxoverd.stop();
      }
    }
    double resident = ProcessFigures.of(kxoverd.handle().pid()).residentKb() * 1024 / 1e6;
    List<Double> status = new ArrayList<>();
    List<Double> read = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      status.add(status(kxoverd, count));
      read.add(status(kxoverd, count, "--read"));
    }
    kxoverd.stop();
    String with = ", " + count + " crossovers";
    raw.add("start to READY" + with, "ms", starts);
    raw.add("all crossovers read after READY" + with, "ms", scans);
    raw.add("resident memory then" + with, "MB", resident);
    raw.add("kxover status" + with, "ms", status);
    raw.add("kxover status --read" + with, "ms", read);
    return new Figures(
        new Samples(starts).median(),
        new Samples(scans).median(),
        resident,
        new Samples(status).median(),
        new Samples(read).median());
  }

  /** Waits until the metrics count all keys, that is, until key maintenance has read them. */
  private static void awaitAllRead(LabKxoverd kxoverd, int count) {
    kxoverd.await("has read all crossovers", () -> known(kxoverd) >= count);
  }

  private static double known(LabKxoverd kxoverd) {
    try {
      return kxoverd.metrics().entrySet().stream()
          .filter(sample -> sample.getKey().startsWith("kxover_crossover_keys{"))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double status(LabKxoverd kxoverd, int count, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("status"));
    words.addAll(List.of(more));
    long begin = System.nanoTime();
    String output = kxoverd.kxover(words.toArray(String[]::new)).limit(LIMIT).run();
    double millis = millisSince(begin);
    long listed = output.lines().filter(line -> line.contains("P00")).count();
    if (listed < Math.min(count, 1_000)) {
      throw new IOException("kxover status lists only " + listed + " crossovers:\n" + output);
    }
    return millis;
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static List<Row> rows(Map<Integer, Figures> figures) {
    Figures smallest = figures.get(1);
    Figures most = figures.get(10_000);
    List<Row> rows = new ArrayList<>();
    rows.add(withinGoal("start to READY", smallest.start));
    rows.add(withinGoal("start to READY, 10,000 crossovers", most.start));
    rows.add(
        Row.of(
            "resident memory, 10,000 crossovers",
            most.resident,
            "MB",
            "with 1",
            smallest.resident,
            Goal.atMost(1.5)));
    rows.add(withinGoal("kxover status, 10,000 crossovers", most.status));
    for (int count : List.of(100, 1_000, 10_000)) {
      Figures more = figures.get(count);
      Figures less = figures.get(count / 10);
      if (count <= 1_000) {
        // More than 5,000 are read at a bounded pace.
        rows.add(linear("all crossovers read after a start", count, more.scan, less.scan));
      }
      rows.add(linear("kxover status", count, more.status, less.status));
      rows.add(linear("kxover status --read", count, more.read, less.read));
    }
    return rows;
  }

  private static Row withinGoal(String what, double millis) {
    return Row.of(what, millis, "ms", "2 s", GOAL_MILLIS, Goal.atMost(1));
  }

  private static Row linear(String what, int count, double more, double less) {
    return Row.of(
        String.format(Locale.ROOT, "%s, %,d", what, count),
        more,
        "ms",
        String.format(Locale.ROOT, "ten times that of %,d", count / 10),
        10 * less,
        Goal.atMost(1));
  }
}
