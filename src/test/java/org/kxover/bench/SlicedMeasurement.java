package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.kxover.lab.LabKdc;
import org.kxover.plugin.UdpPair;

/**
 * Measures two KDCs with the same requests. A process of a KDC can be some percent slower than the
 * next, by the places of its memory alone. Therefore each round has several short-lived processes
 * of both KDCs, and counts their sum. The padding moves their memory. The requests of a process are
 * cut into slices of some hundredths of a second, and the KDCs take turns with them, so that other
 * load on the machine affects both alike. The first round does not count, and neither does the
 * first part of a process.
 */
public final class SlicedMeasurement {
  /**
   * Requests that are all different, as a process would repeat its answer to others. They are valid
   * for five minutes.
   */
  public interface Maker {
    List<byte[]> make() throws Exception;
  }

  /** What our KDC has to bear beside the requests. */
  public interface Burden {
    /** Begins when a process has started. The result ends it before the process stops. */
    Ending begin(LabKdc kdc) throws Exception;
  }

  /** Ends a burden. */
  public interface Ending extends AutoCloseable {
    /** Also asserts that the burden lasted. */
    @Override
    void close() throws IOException;
  }

  /** Requests that a KDC has before the other has them. */
  public static final int SLICE = 50;

  /** The first requests for each host of a hundred: nothing remembers them yet. */
  private static final int SKIPPED = 8;

  /**
   * A relation that a KDC reads, keeps and never looks at. Its random length moves all that the
   * process allocates later. With constant places, two equal KDCs differed by one percent in each
   * round.
   */
  private static final String PADDING = "padding";

  /** krb5 reads lines of up to 2048 characters. */
  private static final int MAX_PADDING = 1900;

  private static final Random PLACES = new Random(1);

  private static final int IN_FLIGHT = 8;
  private static final UdpPair.Turns TURNS = new UdpPair.Turns(IN_FLIGHT, SLICE, SKIPPED);

  private final UdpPair load;
  private final String ticket;
  private final Sums ours;
  private final Sums theirs;
  private final Burden burden;

  /** What one KDC did. */
  private static final class Sums {
    private final LabKdc kdc;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> perSecondOfProcessor = new ArrayList<>();
    private long requests;
    private double seconds;
    private double processor;

    Sums(LabKdc kdc) {
      this.kdc = kdc;
    }

    /** Starts a process anew. Its log is new, too, as the lab reads all of it. */
    void replaceProcess() throws IOException {
      kdc.stop();
      Files.delete(kdc.logFile());
      kdc.set(PADDING, "x".repeat(1 + PLACES.nextInt(MAX_PADDING)));
      kdc.start();
    }

    void begin() {
      requests = 0;
      seconds = 0;
      processor = 0;
    }

    void add(UdpPair.Result result) {
      requests += result.requests();
      seconds += result.seconds();
      processor += result.processor();
    }

    void endRound() {
      rates.add(requests / seconds);
      perSecondOfProcessor.add(requests / processor);
    }
  }

  /**
   * @param ticket the expected ticket in each answer
   */
  public SlicedMeasurement(UdpPair load, String ticket, LabKdc ours, LabKdc theirs) {
    this(load, ticket, ours, theirs, kdc -> () -> {});
  }

  /**
   * As {@link #SlicedMeasurement(UdpPair, String, LabKdc, LabKdc)}, with a burden for {@code ours}.
   */
  public SlicedMeasurement(UdpPair load, String ticket, LabKdc ours, LabKdc theirs, Burden burden) {
    this.load = load;
    this.ticket = ticket;
    this.ours = new Sums(ours);
    this.theirs = new Sums(theirs);
    this.burden = burden;
  }

  /**
   * @param processes of each KDC in a round
   */
  public void run(Raw raw, int rounds, int processes, Maker maker) throws Exception {
    for (int round = -1; round < rounds; round++) {
      List<byte[]> requests = maker.make();
      ours.begin();
      theirs.begin();
      for (int process = 0; process < processes; process++) {
        measureProcesses(requests, (round + process) % 2 == 0);
      }
      if (round >= 0) {
        ours.endRound();
        theirs.endRound();
        raw.say(
            "round %d of %d: %.3f by the clock, %.3f by processor time",
            round + 1,
            rounds,
            ours.rates.get(round) / theirs.rates.get(round),
            ours.perSecondOfProcessor.get(round) / theirs.perSecondOfProcessor.get(round));
      }
    }
  }

  private void measureProcesses(List<byte[]> requests, boolean weBegin) throws Exception {
    ours.replaceProcess();
    theirs.replaceProcess();
    Sums first = weBegin ? ours : theirs;
    Sums second = weBegin ? theirs : ours;
    try (Ending ending = burden.begin(ours.kdc)) {
      List<UdpPair.Result> results = load.measure(first.kdc, second.kdc, TURNS, requests, ticket);
      first.add(results.get(0));
      second.add(results.get(1));
    }
  }

  /** Three rows, for 20 rounds: by the clock, and by the processor time of the KDCs. */
  public List<Row> rows(Raw raw, String what, String yardstick, Goal goal) {
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
