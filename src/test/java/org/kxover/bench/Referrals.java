package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.kxover.lab.LabUser;
import org.kxover.plugin.NativeBuild;
import org.kxover.plugin.UdpLoad;

/** Makes a user's requests for hosts of another realm, and measures how fast a KDC answers them. */
public final class Referrals {
  private final Path maker;
  private final UdpLoad load;

  /**
   * @param folder gets the programs
   */
  public Referrals(Path folder) throws Exception {
    maker = new NativeBuild(folder).tgsDriver();
    load = new UdpLoad(folder);
  }

  /**
   * @param each number of requests per server, all different
   */
  public List<byte[]> requests(LabUser user, int each, List<String> servers) throws IOException {
    return make(user, each, servers);
  }

  /** Makes {@code count} different AS requests of a user. */
  public List<byte[]> logins(LabUser user, int count) throws IOException {
    return make(user, count, List.of("-as", user.principal()));
  }

  private List<byte[]> make(LabUser user, int count, List<String> rest) throws IOException {
    String[] words =
        Stream.concat(Stream.of(Integer.toString(count)), rest.stream()).toArray(String[]::new);
    return user.program(maker.toString(), words)
        .run()
        .lines()
        .map(HexFormat.of()::parseHex)
        .toList();
  }

  /**
   * @param ticket the expected ticket in each answer
   * @return answers per second
   * @see UdpLoad#rate
   */
  public double rate(int port, List<byte[]> requests, int inFlight, String ticket)
      throws IOException {
    return load.rate(port, requests, inFlight, ticket);
  }
}
