package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.plugin.NativeBuild;

/**
 * A realm with a crossover with a realm of many hosts. The yardstick is a second KDC of the same
 * program and database, without kxoverd, where [domain_realm] maps the hosts.
 */
final class HotRealms implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Requests per host to the KDC alone. */
  private static final int REQUESTS = 8;

  private final Lab lab;
  private final Path ticketDriver;
  private final Referrals referrals;
  private final List<String> hosts;
  private final LabUser ours;
  private final LabUser theirs;
  private final int ourPort;
  private final int theirPort;

  /**
   * The result of one run of the clients.
   *
   * @param perSecond tickets per second of all clients together
   * @param millis time of each ticket
   */
  record Tickets(double perSecond, List<Double> millis) {}

  HotRealms(KdcPrograms programs, int numberOfHosts) throws Exception {
    lab = new Lab(programs).clientsDoNotGuess();
    boolean ready = false;
    try {
      ticketDriver = new NativeBuild(lab.folder()).ticketDriver();
      referrals = new Referrals(lab.folder());
      hosts = IntStream.range(0, numberOfHosts).mapToObj(n -> "h" + n + ".b.example").toList();
      LabRealm a = lab.realm("A.EXAMPLE");
      LabRealm b = lab.realm("B.EXAMPLE").services("HTTP", hosts);
      LabKdc yardstick = LabKdc.stock(lab, a).mapDomain("b.example", b);
      lab.start();
      yardstick.start();
      ours = a.user("alice");
      theirs = ours.asking(a, yardstick);
      ourPort = a.kdc().port();
      theirPort = yardstick.port();
      LabCommand.Output crossing = ours.kvnoAside("-S", "HTTP", hosts.get(0));
      if (crossing.exitCode() != 0) {
        throw new IOException("the crossing failed: " + crossing.text() + lab.logs());
      }
      ready = true;
    } finally {
      if (!ready) {
        lab.close();
      }
    }
  }

  /** Gets tickets for the first hosts through the KDC with kxoverd. */
  Tickets ours(int clients, int tickets, int firstHosts) throws IOException {
    return tickets(ours, clients, tickets, firstHosts);
  }

  /** Gets tickets for the first hosts through the yardstick KDC. */
  Tickets theirs(int clients, int tickets, int firstHosts) throws IOException {
    return tickets(theirs, clients, tickets, firstHosts);
  }

  private Tickets tickets(LabUser user, int clients, int tickets, int firstHosts)
      throws IOException {
    List<String> words =
        Stream.concat(
                Stream.of(
                    Integer.toString(clients), Integer.toString(tickets), "HTTP", "B.EXAMPLE"),
                hosts.stream().limit(firstHosts))
            .toList();
    List<Double> millis =
        user.program(ticketDriver.toString(), words.toArray(String[]::new))
            .limit(LIMIT)
            .run()
            .lines()
            .map(line -> Long.parseLong(line) / 1e6)
            .toList();
    return new Tickets(
        clients * tickets * 1e3 / millis.get(0), List.copyOf(millis.subList(1, millis.size())));
  }

  /** Referrals per second of the KDC with kxoverd, for requests made in advance. */
  double ourReferrals(int inFlight) throws IOException {
    return referrals(ourPort, inFlight);
  }

  /** Referrals per second of the yardstick KDC, for requests made in advance. */
  double theirReferrals(int inFlight) throws IOException {
    return referrals(theirPort, inFlight);
  }

  private double referrals(int port, int inFlight) throws IOException {
    List<String> servers = hosts.stream().map(host -> "HTTP/" + host + "@A.EXAMPLE").toList();
    return referrals.rate(
        port, referrals.requests(ours, REQUESTS, servers), inFlight, "krbtgt/B.EXAMPLE@A.EXAMPLE");
  }

  @Override
  public void close() throws Exception {
    lab.close();
  }
}
