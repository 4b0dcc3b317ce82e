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

/** Measures memory, file descriptors and threads of daemons and KDCs. */
final class ResourceMonitor implements Runnable {
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
   * The minimum of a figure in the first and in the last quarter of a process' life after its
   * warm-up. The minimum, as a short peak is not a leak.
   */
  record Change(String process, Duration life, Figure figure, long first, long last) {
    boolean isFlat() {
      return figure.isFlat(first, last);
    }
  }

  private record Sample(Instant when, Map<Figure, Long> figures) {}

  private static final long EVERY_MILLIS = 10_000;
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration MIN_LIFE = Duration.ofMinutes(4);

  private final List<LabRealm> realms;
  private final Outages outages;
  private final StopSignal stopSignal;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  ResourceMonitor(List<LabRealm> realms, Outages outages, StopSignal stopSignal) {
    this.realms = realms;
    this.outages = outages;
    this.stopSignal = stopSignal;
  }

  @Override
  public void run() {
    try {
      do {
        for (LabRealm realm : realms) {
          if (!outages.isOngoing()) {
            measure(realm);
          }
        }
      } while (!stopSignal.await(EVERY_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Measures a realm's processes. A process that was just killed has no figures. */
  private void measure(LabRealm realm) {
    try {
      long daemon = realm.kxoverd().handle().pid();
      Map<Figure, Long> figures = figures(daemon);
      figures.put(Figure.LIVE_HEAP_KB, ProcessFigures.liveHeapKb(realm.folder(), daemon));
      add("kxoverd of " + realm.name() + " (pid " + daemon + ")", figures);
      long kdc = realm.kdc().handle().pid();
      add("krb5kdc of " + realm.name() + " (pid " + kdc + ")", figures(kdc));
    } catch (IOException | RuntimeException e) {
      if (!outages.isOngoing()) {
        System.out.println("cannot measure the processes of " + realm.name() + ": " + e);
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

  /** The changes in each process that lived long enough. */
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
          if (life.compareTo(MIN_LIFE) < 0) {
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

  /** All samples, one per line. */
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
