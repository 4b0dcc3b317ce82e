package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.kxover.lab.LabCommand;

/**
 * Sends prepared requests to a KDC as fast as it answers. A separate C process sends them, as other
 * threads of this JVM would disturb the measurement.
 */
public final class UdpLoad {
  private final Path folder;
  private final Path sender;

  /**
   * @param folder gets the program
   */
  public UdpLoad(Path folder) throws Exception {
    this.folder = folder;
    this.sender = new NativeBuild(folder).udpDriver();
  }

  /**
   * @param port of the KDC on 127.0.0.1
   * @param inFlight number of requests that are in flight at once
   * @param ticket the expected ticket in each answer
   * @return answers per second
   * @throws IOException also if an answer has another ticket or an error
   */
  public double rate(int port, List<byte[]> requests, int inFlight, String ticket)
      throws IOException {
    List<String> lines =
        send(
            new LabCommand(
                folder, sender.toString(), Integer.toString(port), Integer.toString(inFlight)),
            requests);
    requireTickets(lines.subList(1, lines.size()), requests.size(), ticket);
    return requests.size() * 1e9 / Long.parseLong(lines.get(0));
  }

  static List<String> send(LabCommand program, List<byte[]> requests) throws IOException {
    String input =
        requests.stream()
            .map(HexFormat.of()::formatHex)
            .collect(Collectors.joining("\n", "", "\n"));
    return program.input(input).run().lines().toList();
  }

  static void requireTickets(List<String> answers, int expected, String ticket) throws IOException {
    if (answers.size() != expected) {
      throw new IOException("expected " + expected + " answers, but got " + answers.size());
    }
    for (String line : answers) {
      KdcAnswer answer = KdcAnswer.parse(HexFormat.of().parseHex(line));
      if (!ticket.equals(answer.ticket())) {
        throw new IOException("expected a ticket for " + ticket + ", but got " + answer);
      }
    }
  }
}
