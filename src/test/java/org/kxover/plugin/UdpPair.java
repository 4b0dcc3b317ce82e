package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;

/**
 * Sends prepared requests to two KDCs in turn, as fast as they answer. One C process sends to both,
 * so that what it costs, and what other load on the machine costs, is the same for both.
 */
public final class UdpPair {
  private final Path folder;
  private final Path sender;

  /**
   * What one KDC did.
   *
   * @param seconds by the clock, while it had requests
   * @param processor seconds of the KDC's processor time
   */
  public record Result(long requests, double seconds, double processor) {
    static Result parse(String line) {
      String[] numbers = line.split(" ", -1);
      return new Result(
          Long.parseLong(numbers[0]),
          Long.parseLong(numbers[1]) / 1e9,
          Long.parseLong(numbers[2]) / 1e9);
    }
  }

  /**
   * How the KDCs take turns.
   *
   * @param inFlight number of requests that are in flight at once
   * @param slice number of requests that a KDC has before the other has them
   * @param skipped number of slices that do not count, as the KDCs warm up
   */
  public record Turns(int inFlight, int slice, int skipped) {}

  /**
   * @param folder gets the program
   */
  public UdpPair(Path folder) throws Exception {
    this.folder = folder;
    this.sender = new NativeBuild(folder).udpPairDriver();
  }

  /**
   * Sends all requests to both KDCs.
   *
   * @param ticket the expected ticket in each answer
   * @return what each KDC did, in the order of {@code first} and {@code second}
   * @throws IOException also if an answer has another ticket or an error
   */
  public List<Result> measure(
      LabKdc first, LabKdc second, Turns turns, List<byte[]> requests, String ticket)
      throws IOException {
    List<String> words = new ArrayList<>();
    for (int number : List.of(turns.inFlight(), turns.slice(), turns.skipped())) {
      words.add(Integer.toString(number));
    }
    for (LabKdc kdc : List.of(first, second)) {
      words.add(Integer.toString(kdc.port()));
      words.add(Long.toString(kdc.pid()));
    }
    List<String> lines =
        UdpLoad.send(
            new LabCommand(folder, sender.toString(), words.toArray(String[]::new)), requests);
    UdpLoad.requireTickets(lines.subList(2, lines.size()), 2 * requests.size(), ticket);
    return List.of(Result.parse(lines.get(0)), Result.parse(lines.get(1)));
  }
}
