package org.kxover.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.kxover.lab.LabRealm;
import org.kxover.lab.ProcessFigures;

/** Memory, file descriptors and threads of daemons and KDCs while they run. */
final class ResourceMonitor implements Runnable {
  /** What is measured. */
  enum Figure {
    FILE_DESCRIPTORS(1.0, 8),
    THREADS(1.0, 8),
    RESIDENT_KB(1.15, 16 * 1024),
    LIVE_HEAP_KB(1.1, 2 * 1024);

    private final double factor;
    private final long slack;

    Figure(double factor, long slack) {
      this.factor = factor;
      this.slack = slack;
    }

    private boolean isFlat(long first, long last) {
      return last <= first * factor + slack;
    }
  }

  /**
   * The least of a figure in the first and in the last quarter of a process' life after its
   * warm-up: the least, since what is there for the moment only is no leak.
   */
  record Change(String process, Duration life, Figure figure, long first, long last) {
    boolean isFlat() {
      return figure.isFlat(first, last);
    }
  }

  private record Sample(Instant when, Map<Figure, Long> figures) {}

  private static final long EVERY_MILLIS = 10_000;
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration LEAST_LIFE = Duration.ofMinutes(4);

  private final List<LabRealm> realms;
  private final Outages calm;
  private final StopSignal ending;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  ResourceMonitor(List<LabRealm> realms, Outages calm, StopSignal ending) {
    this.realms = realms;
    this.calm = calm;
    this.ending = ending;
  }

  @Override
  public void run() {
    try {
      do {
        for (LabRealm realm : realms) {
          if (calm.isCalm()) {
            look(realm);
          }
        }
      } while (!ending.within(EVERY_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What has just been killed has no figures. */
  private void look(LabRealm realm) {
    try {
      long daemon = realm.kxoverd().handle().pid();
      Map<Figure, Long> figures = figures(daemon);
      figures.put(Figure.LIVE_HEAP_KB, ProcessFigures.liveHeapKb(realm.folder(), daemon));
      add("kxoverd of " + realm.name() + " (pid " + daemon + ")", figures);
      long kdc = realm.kdc().handle().pid();
      add("krb5kdc of " + realm.name() + " (pid " + kdc + ")", figures(kdc));
    } catch (IOException | RuntimeException e) {
      if (calm.isCalm()) {
        System.out.println("no figures of " + realm.name() + ": " + e);
      }
    }
  }

  private synchronized void add(String process, Map<Figure, Long> figures) {
    samples
        .computeIfAbsent(process, any -> new ArrayList<>())
        .add(new Sample(Instant.now(), figures));
  }

  private static Map<Figure, Long> figures(long pid) throws IOException {
    ProcessFigures now = ProcessFigures.of(pid);
    Map<Figure, Long> figures = new LinkedHashMap<>();
    figures.put(Figure.FILE_DESCRIPTORS, now.descriptors());
    figures.put(Figure.THREADS, now.threads());
    figures.put(Figure.RESIDENT_KB, now.residentKb());
    return figures;
  }

  /** Of each process that lived for long enough to tell. */
  synchronized List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    samples.forEach(
        (process, all) -> {
          Instant begin = all.get(0).when().plus(WARM_UP);
          List<Sample> warm = all.stream().filter(s -> !s.when().isBefore(begin)).toList();
          if (warm.size() < 2) {
            return;
          }
          Duration life = Duration.between(begin, warm.get(warm.size() - 1).when());
          if (life.compareTo(LEAST_LIFE) < 0) {
            return;
          }
          int quarter = Math.max(1, warm.size() / 4);
          for (Figure figure : Figure.values()) {
            ToLongFunction<Sample> value = sample -> sample.figures().getOrDefault(figure, -1L);
            OptionalLong first = warm.subList(0, quarter).stream().mapToLong(value).min();
            OptionalLong last =
                warm.subList(warm.size() - quarter, warm.size()).stream().mapToLong(value).min();
            if (first.getAsLong() >= 0) {
              changes.add(new Change(process, life, figure, first.getAsLong(), last.getAsLong()));
            }
          }
        });
    return changes;
  }

  /** Every sample, a line each. */
  synchronized String table() {
    StringBuilder text = new StringBuilder();
    samples.forEach(
        (process, all) ->
            all.forEach(
                sample ->
                    text.append(process + "\t" + sample.when() + "\t" + sample.figures() + "\n")));
    return text.toString();
  }
}
