package org.kxover.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.lab.LabKdc;
import org.kxover.lab.ProcessFigures;

/**
 * Measures two KDCs with the same requests. Each round is cut into short slices, and the KDCs take
 * turns with them, so that other load on the machine affects both alike. The processor time of a
 * KDC is hardly affected at all. Each round has new processes, as one process can be some percent
 * slower than the next by the places of its memory alone. The first round does not count, and
 * neither does the first slice of a round.
 */
final class SlicedMeasurement {
  /** Requests that neither KDC has seen, as it would repeat its answer to others. */
  interface Maker {
    List<byte[]> make() throws Exception;
  }

  private final Referrals load;
  private final int slices;
  private final int inFlight;
  private final String ticket;
  private final Sums ours;
  private final Sums theirs;

  /** What one KDC did. */
  private static final class Sums {
    private final LabKdc kdc;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> perSecondOfProcessor = new ArrayList<>();
    private double seconds;
    private double processor;

    Sums(LabKdc kdc) {
      this.kdc = kdc;
    }

    void begin() {
      seconds = 0;
      processor = 0;
    }

    void endRound(int requests) {
      rates.add(requests / seconds);
      perSecondOfProcessor.add(requests / processor);
    }
  }

  /**
   * @param slices of a round, two at least
   * @param ticket the expected ticket in each answer
   */
  SlicedMeasurement(
      Referrals load, int slices, int inFlight, String ticket, LabKdc ours, LabKdc theirs) {
    this.load = load;
    this.slices = slices;
    this.inFlight = inFlight;
    this.ticket = ticket;
    this.ours = new Sums(ours);
    this.theirs = new Sums(theirs);
  }

  void run(int rounds, Maker maker) throws Exception {
    for (int round = -1; round < rounds; round++) {
      List<byte[]> requests = maker.make();
      int size = requests.size() / slices;
      ours.kdc.restart();
      theirs.kdc.restart();
      for (int slice = 0; slice < slices; slice++) {
        List<byte[]> some = requests.subList(slice * size, (slice + 1) * size);
        // ABBA: neither is always the first to have the requests.
        boolean weBegin = (slice + round) % 2 == 0;
        send(some, weBegin ? ours : theirs);
        send(some, weBegin ? theirs : ours);
        if (slice == 0) {
          ours.begin();
          theirs.begin();
        }
      }
      if (round >= 0) {
        ours.endRound(size * (slices - 1));
        theirs.endRound(size * (slices - 1));
      }
    }
  }

  private void send(List<byte[]> requests, Sums to) throws IOException {
    long before = ProcessFigures.processorNanos(to.kdc.pid());
    double rate = load.rate(to.kdc.port(), requests, inFlight, ticket);
    to.processor += (ProcessFigures.processorNanos(to.kdc.pid()) - before) / 1e9;
    to.seconds += requests.size() / rate;
  }

  /** Two rows, for 20 rounds: by the clock, and by the processor time of the KDCs. */
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
