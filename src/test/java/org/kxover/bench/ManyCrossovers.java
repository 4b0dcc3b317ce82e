package org.kxover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.ProcessFigures;

/**
 * An installed daemon whose database has very many crossovers, which {@code kdb5_util load} makes.
 * Measures its start, a page of {@code kxover status}, and memory and processor while it reads the
 * database at its bounded pace. The environment variable {@code CROSSOVERS} is the greatest number.
 */
final class ManyCrossovers implements Part {
  private static final int STARTS = 3;
  private static final double GOAL_MILLIS = 2_000;
  private static final double GOAL_PERCENT = 5;

  /** After the crossovers that are read at once. */
  private static final Duration BEFORE_PACE = Duration.ofSeconds(20);

  private static final Duration AT_PACE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** Memory in megabytes of 1,000,000 octets. */
  private record Figures(
      double start, double page, double read, double resident, double kadmin, double percent) {}

  private static List<Integer> counts() {
    int most = Integer.parseInt(System.getenv().getOrDefault("CROSSOVERS", "100000"));
    return Stream.of(1, 10_000, 100_000, 1_000_000).filter(count -> count <= most).toList();
  }

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    Map<Integer, Figures> figures = new LinkedHashMap<>();
    try (Scratch scratch = new Scratch();
        Lab lab = new Lab()) {
      Path prefix = Installation.below(scratch.folder());
      LabRealm realm = lab.realm("A.EXAMPLE");
      LabRealm peer =
          lab.realm(CrossoverCopies.FIRST)
              .service("HTTP", "www." + CrossoverCopies.FIRST.toLowerCase(Locale.ROOT));
      realm.kxoverd().installed(prefix).set("kadmin_timeout", "1m");
      lab.start();
      LabCommand.Output first = realm.user("alice").kvno("-S", "HTTP", "www." + peer.domain());
      if (first.exitCode() != 0) {
        throw new IOException("the crossing failed: " + first.text());
      }
      peer.kxoverd().stop();
      realm.kxoverd().stop();
      Path one = realm.kdc().dump();
      for (int count : counts()) {
        Path all = Files.createTempFile(scratch.folder(), "many-", ".dump");
        CrossoverCopies.write(one, count, all);
        realm.kdc().load(all);
        Files.delete(all);
        figures.put(count, measure(raw, realm.kxoverd(), count));
      }
    }
    return rows(figures);
  }

  private static Figures measure(Raw raw, LabKxoverd kxoverd, int count) throws Exception {
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      kxoverd.start();
      starts.add(millisSince(begin));
      if (i < STARTS - 1) {
        kxoverd.stop();
      }
    }
    kxoverd.await("has crossovers to show", () -> shows(kxoverd));
    List<Double> pages = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      pages.add(status(kxoverd));
    }
    // Only at its pace is the daemon what it is for an hour.
    Thread.sleep(BEFORE_PACE.toMillis());
    Duration before = processor(kxoverd);
    Thread.sleep(AT_PACE.toMillis());
    double percent =
        100.0 * processor(kxoverd).minus(before).toMillis() / (double) AT_PACE.toMillis();
    double resident = megabytes(kxoverd.handle());
    double kadmin = kxoverd.handle().children().mapToDouble(ManyCrossovers::megabytes).sum();
    double read = status(kxoverd, "--read");
    kxoverd.stop();
    String with = ", " + count + " crossovers";
    raw.add("start to READY" + with, "ms", starts);
    raw.add("kxover status" + with, "ms", pages);
    raw.add("kxover status --read" + with, "ms", read);
    raw.add("resident memory of the daemon" + with, "MB", resident);
    raw.add("resident memory of its kadmin processes" + with, "MB", kadmin);
    raw.add("processor of both while the database is read" + with, "%", percent);
    return new Figures(
        new Samples(starts).median(), new Samples(pages).median(), read, resident, kadmin, percent);
  }

  private static Duration processor(LabKxoverd kxoverd) {
    return Stream.concat(Stream.of(kxoverd.handle()), kxoverd.handle().children())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static double megabytes(ProcessHandle process) {
    try {
      return ProcessFigures.of(process.pid()).residentKb() * 1024 / 1e6;
    } catch (IOException e) {
      return 0;
    }
  }

  /** False while the database is listed for the first time. */
  private static boolean shows(LabKxoverd kxoverd) {
    try {
      return kxoverd.kxover("status", "--limit", "1").limit(LIMIT).run().contains("  P0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double status(LabKxoverd kxoverd, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("status"));
    words.addAll(List.of(more));
    long begin = System.nanoTime();
    String output = kxoverd.kxover(words.toArray(String[]::new)).limit(LIMIT).run();
    double millis = millisSince(begin);
    if (output.lines().noneMatch(line -> line.contains("P0"))) {
      throw new IOException("kxover status lists no crossover:\n" + output);
    }
    return millis;
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static List<Row> rows(Map<Integer, Figures> figures) {
    Figures one = figures.get(1);
    List<Row> rows = new ArrayList<>();
    figures.forEach(
        (count, many) -> {
          if (count > 1) {
            String with = String.format(Locale.ROOT, ", %,d crossovers", count);
            rows.add(within("start to READY" + with, many.start, GOAL_MILLIS, "ms", "2 s"));
            rows.add(within("first page of status" + with, many.page, GOAL_MILLIS, "ms", "2 s"));
            rows.add(Row.of("a page, read" + with, many.read, "ms", "with 1", one.read));
            rows.add(
                Row.of(
                    "resident memory of the daemon" + with,
                    many.resident,
                    "MB",
                    "with 1",
                    one.resident,
                    Goal.atMost(count > 10_000 ? 1.5 : 1.1)));
            rows.add(
                Row.of("memory of its kadmin" + with, many.kadmin, "MB", "with 1", one.kadmin));
            rows.add(
                within("processor while it reads" + with, many.percent, GOAL_PERCENT, "%", "5 %"));
          }
        });
    return rows;
  }

  private static Row within(String what, double figure, double goal, String unit, String named) {
    return Row.of(what, figure, unit, named, goal, Goal.atMost(1));
  }
}
