package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.bench.Goal;
import org.kxover.bench.Part;
import org.kxover.bench.Raw;
import org.kxover.bench.Referrals;
import org.kxover.bench.Row;
import org.kxover.bench.SlicedMeasurement;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * How fast a KDC with the patch serves other requests while 50 requests wait for kxoverd. The
 * yardsticks are KDCs on the same database for which none waits: one of the same program, and the
 * system's, which has no patch and was compiled with other options.
 */
public final class ParkedRequests implements Part {
  private static final int WAITING = 50;
  private static final int ROUNDS = 20;
  private static final int PROCESSES = 16;
  private static final int REQUESTS = 800;

  /** In milliseconds: longer than a process of the KDC lives here. */
  private static final String TIME_BUDGET = "30000";

  private static final String TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final String SERVICE = "HTTP/www.a.example@A.EXAMPLE";
  private static final String UNKNOWN = "HTTP/www.b.example@A.EXAMPLE";
  private static final Goal RATE = Goal.atLeast(0.98);

  /** A kind of request. */
  private record Kind(String name, String ticket, SlicedMeasurement.Maker requests) {}

  /** A KDC to compare with. */
  private record Yardstick(String name, LabKdc kdc) {}

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    raw.say(
        "%d rounds of %d processes, each with %d requests in slices of %d",
        ROUNDS, PROCESSES, REQUESTS, SlicedMeasurement.SLICE);
    KdcPrograms programs = KdcPrograms.withPatch();
    try (Lab lab = new Lab(programs).clientsDoNotGuess()) {
      LabRealm a = lab.realm("A.EXAMPLE");
      Path socket = lab.folder().resolve("waiting.sock");
      LabKdc patched =
          LabKdc.unguarded(lab, a, "waiting")
              .setKxover("socket", socket.toString())
              .setKxover("time_budget", TIME_BUDGET);
      List<Yardstick> yardsticks =
          List.of(
              new Yardstick("its own program", LabKdc.stock(lab, a, "same", programs)),
              new Yardstick(
                  "the system's KDC", LabKdc.stock(lab, a, "system", new KdcPrograms("", false))));
      lab.start();
      a.kdc().kadmin("addprinc -randkey " + SERVICE);
      patched.start();
      for (Yardstick yardstick : yardsticks) {
        yardstick.kdc().start();
      }
      return measure(raw, lab, a, patched, socket, yardsticks);
    }
  }

  private static List<Row> measure(
      Raw raw, Lab lab, LabRealm a, LabKdc patched, Path socket, List<Yardstick> yardsticks)
      throws Exception {
    LabUser alice = a.user("alice");
    Referrals maker = new Referrals(lab.folder());
    UdpPair load = new UdpPair(lab.folder());
    // One user has not so many places.
    List<LabUser> users = List.of(alice, a.user("bob"));
    SlicedMeasurement.Burden burden =
        kdc -> {
          List<byte[]> parked = new ArrayList<>();
          for (LabUser user : users) {
            parked.addAll(maker.requests(user, WAITING / 2, List.of(UNKNOWN)));
          }
          return park(socket, kdc, parked);
        };
    List<Kind> kinds =
        List.of(
            new Kind("AS", TGT, () -> maker.logins(alice, REQUESTS)),
            new Kind("TGS", SERVICE, () -> maker.requests(alice, REQUESTS, List.of(SERVICE))));
    List<Row> rows = new ArrayList<>();
    for (Kind kind : kinds) {
      for (Yardstick yardstick : yardsticks) {
        String what =
            "%s requests beside %d that wait, patch to %s"
                .formatted(kind.name(), WAITING, yardstick.name());
        raw.say("%s", what);
        SlicedMeasurement measurement =
            new SlicedMeasurement(load, kind.ticket(), patched, yardstick.kdc(), burden);
        measurement.run(raw, ROUNDS, PROCESSES, kind.requests());
        rows.addAll(measurement.rows(raw, what, "none waits", RATE));
      }
    }
    return rows;
  }

  /** Has requests wait for a daemon that never answers. */
  private static SlicedMeasurement.Ending park(Path socket, LabKdc kdc, List<byte[]> requests)
      throws IOException {
    FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly);
    List<KdcClient> waiting = new ArrayList<>();
    for (byte[] request : requests) {
      KdcClient client = new KdcClient("127.0.1.1", kdc.port());
      client.send(request);
      waiting.add(client);
    }
    daemon.awaitRequests(WAITING, Patience.LIMIT);
    return () -> {
      boolean answered = false;
      for (KdcClient client : waiting) {
        answered |= client.receive(1).isPresent();
        client.close();
      }
      daemon.close();
      if (answered) {
        throw new IOException("a waiting request was answered before the measurement ended");
      }
    };
  }
}
