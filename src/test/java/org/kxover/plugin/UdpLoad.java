package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.kxover.lab.LabCommand;

/**
 * Sends requests that were made ahead to a KDC, as fast as it answers. A process of its own does
 * it: this one may have other work, and threads that have to wait for a processor.
 */
public final class UdpLoad {
  private final Path folder;
  private final Path sender;

  /**
   * @param folder for the program
   */
  public UdpLoad(Path folder) throws Exception {
    this.folder = folder;
    this.sender = new NativeBuild(folder).udpDriver();
  }

  /**
   * @param port of the KDC on 127.0.0.1
   * @param inFlight requests without an answer, at any time but at the end
   * @param ticket that each is to be answered with
   * @return answers a second
   * @throws IOException also where one is answered otherwise
   */
  public double rate(int port, List<byte[]> requests, int inFlight, String ticket)
      throws IOException {
    String input =
        requests.stream()
            .map(HexFormat.of()::formatHex)
            .collect(Collectors.joining("\n", "", "\n"));
    List<String> lines =
        new LabCommand(
                folder, sender.toString(), Integer.toString(port), Integer.toString(inFlight))
            .input(input)
            .run()
            .lines()
            .toList();
    for (String line : lines.subList(1, lines.size())) {
      KdcAnswer answer = KdcAnswer.parse(HexFormat.of().parseHex(line));
      if (!ticket.equals(answer.ticket())) {
        throw new IOException("not a ticket for " + ticket + ", but " + answer);
      }
    }
    return requests.size() * 1e9 / Long.parseLong(lines.get(0));
  }
}
