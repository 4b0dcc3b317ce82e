package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.bench.Goal;
import org.kxover.bench.PairedMeasurement;
import org.kxover.bench.Part;
import org.kxover.bench.Raw;
import org.kxover.bench.Row;
import org.kxover.bench.Scratch;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Patience;

/**
 * How fast a KDC with the patch serves other requests while 50 requests wait for kxoverd, compared
 * to the system's KDC on the same database.
 */
public final class ParkedRequests implements Part {
  private static final int WAITING = 50;
  private static final int ROUNDS = 12;

  /** Few enough that all rounds end before the waiting requests reach their time_budget. */
  private static final int REQUESTS = 800;

  private static final int IN_FLIGHT = 8;
  private static final String TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final Duration LIMIT = Patience.LIMIT;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    try (Scratch scratch = new Scratch()) {
      return measure(raw, scratch.folder());
    }
  }

  private static List<Row> measure(Raw raw, Path folder) throws Exception {
    Path socket = folder.resolve("kdc.sock");
    UdpLoad load = new UdpLoad(folder);
    List<Row> rows = new ArrayList<>();
    try (PatchedRealm realm = new PatchedRealm(folder, false);
        FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      PatchedRealm.Kdc stock = realm.start(new KdcPrograms("", false));
      PatchedRealm.Kdc patched = realm.patched("socket = " + socket, "time_budget = 30000");
      realm.addUser("bob");
      raw.say("%d rounds of %d requests, %d in flight", ROUNDS, REQUESTS, IN_FLIGHT);
      List<KdcClient> waiting = park(realm, stock, patched, daemon, "127.0.1.1");
      rows.add(
          compare(
              raw,
              "AS",
              stock,
              patched,
              kdc -> load.rate(kdc.port(), realm.logins(REQUESTS), IN_FLIGHT, TGT)));
      stillWait(waiting);
      waiting = park(realm, stock, patched, daemon, "127.0.1.2");
      rows.add(
          compare(
              raw,
              "TGS",
              stock,
              patched,
              kdc ->
                  load.rate(
                      kdc.port(),
                      realm.requests(REQUESTS, PatchedRealm.KNOWN),
                      IN_FLIGHT,
                      PatchedRealm.KNOWN)));
      stillWait(waiting);
    }
    return rows;
  }

  /** Parks requests of two users, as one has not so many places. Alice is logged in afterwards. */
  private static List<KdcClient> park(
      PatchedRealm realm,
      PatchedRealm.Kdc stock,
      PatchedRealm.Kdc kdc,
      FakeDaemon daemon,
      String from)
      throws IOException {
    int before = daemon.requests().size();
    List<KdcClient> waiting = new ArrayList<>();
    for (String user : List.of("bob", "alice")) {
      realm.loginAs(stock, user);
      for (byte[] request : realm.requests(WAITING / 2, PatchedKdcFixture.HOST)) {
        KdcClient client = new KdcClient(from, kdc.port());
        client.send(request);
        waiting.add(client);
      }
    }
    kdc.process()
        .await("lets the requests wait", () -> daemon.requests().size() >= before + WAITING, LIMIT);
    return waiting;
  }

  /** Asserts that all requests waited during the whole measurement. */
  private static void stillWait(List<KdcClient> waiting) throws IOException {
    for (KdcClient client : waiting) {
      if (client.receive(1).isPresent()) {
        throw new IllegalStateException(
            "a waiting request was answered before the measurement ended");
      }
      client.close();
    }
  }

  private interface Rate {
    double of(PatchedRealm.Kdc kdc) throws IOException;
  }

  private static Row compare(
      Raw raw, String kind, PatchedRealm.Kdc stock, PatchedRealm.Kdc patched, Rate rate)
      throws Exception {
    return PairedMeasurement.measure(ROUNDS, () -> rate.of(patched), () -> rate.of(stock))
        .row(
            raw,
            kind + " requests beside " + WAITING + " that wait, patch",
            "req/s",
            "stock KDC, none waits",
            Optional.of(Goal.atLeast(0.98)));
  }
}
