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
 * A realm whose users have crossed over to another with many hosts, and the yardstick: a second KDC
 * of its database, of the same program, to which an administrator said of which realm those hosts
 * are, and which has never heard of kxoverd.
 */
final class HotRealms implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** For each host, of the KDC alone. */
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
   * What one run of the clients gave.
   *
   * @param perSecond tickets of all clients together
   * @param millis of each ticket
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
      LabKdc yardstick = LabKdc.stock(lab, a).knows("b.example", b);
      lab.start();
      yardstick.start();
      ours = a.user("alice");
      theirs = ours.asking(a, yardstick);
      ourPort = a.kdc().port();
      theirPort = yardstick.port();
      LabCommand.Output crossing = ours.kvnoAside("-S", "HTTP", hosts.get(0));
      if (crossing.exitCode() != 0) {
        throw new IOException("no crossing: " + crossing.text() + lab.logs());
      }
      ready = true;
    } finally {
      if (!ready) {
        lab.close();
      }
    }
  }

  /** Tickets for the first hosts, through the KDC beside kxoverd. */
  Tickets ours(int clients, int tickets, int firstHosts) throws IOException {
    return tickets(ours, clients, tickets, firstHosts);
  }

  /** The same through the yardstick. */
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

  /** Referrals a second of the KDC beside kxoverd alone, to requests that are made ahead. */
  double ourReferrals(int inFlight) throws IOException {
    return referrals(ourPort, inFlight);
  }

  /** The same of the yardstick. */
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
