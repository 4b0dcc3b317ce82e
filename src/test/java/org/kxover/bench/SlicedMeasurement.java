package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.lab.LabKdc;
import org.kxover.lab.ProcessFigures;

/**
 * Measures two KDCs with the same requests. A process of a KDC can be some percent slower than the
 * next, by the places of its memory alone. Therefore each round has several short-lived processes
 * of both KDCs, and counts their sum. The requests of a process are cut into short slices, and the
 * KDCs take turns with them, so that other load on the machine affects both alike. The first round
 * does not count, and neither does the first slice of a process.
 */
final class SlicedMeasurement {
  /**
   * Requests that are all different, as a process would repeat its answer to others. They are valid
   * for five minutes.
   */
  interface Maker {
    List<byte[]> make() throws Exception;
  }

  /** Processes of each KDC in a round. */
  static final int PROCESSES = 8;

  /** Parts of a process's requests. */
  static final int SLICES = 5;

  private static final int IN_FLIGHT = 8;

  private final Referrals load;
  private final String ticket;
  private final Sums ours;
  private final Sums theirs;

  /** What a slice took, by the clock and of the KDC's processor time. */
  private record Slice(int requests, double seconds, double processor) {}

  /** What one KDC did. */
  private static final class Sums {
    private final LabKdc kdc;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> perSecondOfProcessor = new ArrayList<>();
    private int requests;
    private double seconds;
    private double processor;

    Sums(LabKdc kdc) {
      this.kdc = kdc;
    }

    /** Starts a process anew. Its log is new, too, as the lab reads all of it. */
    void replaceProcess() throws IOException {
      kdc.stop();
      Files.delete(kdc.logFile());
      kdc.start();
    }

    void begin() {
      requests = 0;
      seconds = 0;
      processor = 0;
    }

    void add(Slice slice) {
      requests += slice.requests;
      seconds += slice.seconds;
      processor += slice.processor;
    }

    void endRound() {
      rates.add(requests / seconds);
      perSecondOfProcessor.add(requests / processor);
    }
  }

  /**
   * @param ticket the expected ticket in each answer
   */
  SlicedMeasurement(Referrals load, String ticket, LabKdc ours, LabKdc theirs) {
    this.load = load;
    this.ticket = ticket;
    this.ours = new Sums(ours);
    this.theirs = new Sums(theirs);
  }

  void run(int rounds, Maker maker) throws Exception {
    for (int round = -1; round < rounds; round++) {
      List<byte[]> requests = maker.make();
      ours.begin();
      theirs.begin();
      for (int process = 0; process < PROCESSES; process++) {
        measureProcesses(requests, (round + process) % 2 == 0);
      }
      if (round >= 0) {
        ours.endRound();
        theirs.endRound();
      }
    }
  }

  private void measureProcesses(List<byte[]> requests, boolean weBegin) throws IOException {
    int size = requests.size() / SLICES;
    ours.replaceProcess();
    theirs.replaceProcess();
    for (int slice = 0; slice < SLICES; slice++) {
      List<byte[]> some = requests.subList(slice * size, (slice + 1) * size);
      // ABBA: neither is always the first to have the requests.
      boolean ourTurn = weBegin == (slice % 2 == 0);
      for (Sums to : ourTurn ? List.of(ours, theirs) : List.of(theirs, ours)) {
        Slice result = send(some, to.kdc);
        if (slice > 0) {
          to.add(result);
        }
      }
    }
  }

  private Slice send(List<byte[]> requests, LabKdc kdc) throws IOException {
    long before = ProcessFigures.processorNanos(kdc.pid());
    double rate = load.rate(kdc.port(), requests, IN_FLIGHT, ticket);
    double processor = (ProcessFigures.processorNanos(kdc.pid()) - before) / 1e9;
    return new Slice(requests.size(), requests.size() / rate, processor);
  }

  /** Three rows, for 20 rounds: by the clock, and by the processor time of the KDCs. */
  List<Row> rows(Raw raw, String what, String yardstick, Goal goal) {
    return List.of(
        PairedMeasurement.of(ours.rates, theirs.rates)
            .lowerBound(raw, what + ", lower 95 % bound", "req/s", yardstick, goal),
        PairedMeasurement.of(ours.perSecondOfProcessor, theirs.perSecondOfProcessor)
            .lowerBound(
                raw, what + ", by processor time, lower 95 % bound", "req/CPU s", yardstick, goal),
        PairedMeasurement.of(ours.perSecondOfProcessor, theirs.perSecondOfProcessor)
            .row(
                raw,
                what + ", by processor time, median",
                "req/CPU s",
                yardstick,
                Optional.empty()));
  }
}
