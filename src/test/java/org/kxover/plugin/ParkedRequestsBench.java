package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.kxover.lab.KdcPrograms;

/**
 * How fast a KDC with the patch serves others while 50 requests wait for kxoverd, beside the
 * system's own KDC on the same database. The two take turns in one run, so that what the machine
 * does besides meets both.
 */
public final class ParkedRequestsBench {
  private static final int WAITING = 50;
  private static final int ROUNDS = 20;
  private static final int REQUESTS = 300;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ParkedRequestsBench() {}

  /** Prints a line for AS requests and one for TGS requests. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("kxover-bench");
    try {
      run(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(Path folder) throws Exception {
    Path socket = folder.resolve("kdc.sock");
    try (PatchedRealm realm = new PatchedRealm(folder, false);
        FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      PatchedRealm.Kdc stock = realm.start(new KdcPrograms("", false));
      PatchedRealm.Kdc patched = realm.patched("socket = " + socket, "time_budget = 30000");
      realm.login(stock);
      System.out.printf(
          "%d rounds of %d requests, one after the other; the median round in requests a second%n",
          ROUNDS, REQUESTS);
      List<KdcClient> waiting = park(realm, patched, daemon, "127.0.1.1");
      compare("AS", stock, patched, () -> realm.logins(REQUESTS));
      stillWait(waiting);
      waiting = park(realm, patched, daemon, "127.0.1.2");
      compare("TGS", stock, patched, () -> realm.requests(REQUESTS, PatchedRealm.KNOWN));
      stillWait(waiting);
    }
  }

  private static List<KdcClient> park(
      PatchedRealm realm, PatchedRealm.Kdc kdc, FakeDaemon daemon, String from) throws IOException {
    int before = daemon.requests().size();
    List<KdcClient> waiting = new ArrayList<>();
    for (byte[] request : realm.requests(WAITING, PatchedKdcFixture.HOST)) {
      KdcClient client = new KdcClient(from, kdc.port());
      client.send(request);
      waiting.add(client);
    }
    kdc.process().await("parks", () -> daemon.requests().size() >= before + WAITING, LIMIT);
    return waiting;
  }

  /** Figures with fewer that wait would be of something else. */
  private static void stillWait(List<KdcClient> waiting) throws IOException {
    for (KdcClient client : waiting) {
      if (client.receive(1).isPresent()) {
        throw new IllegalStateException("a request has its answer before the round was over");
      }
      client.close();
    }
  }

  private interface Requests {
    List<byte[]> make() throws IOException;
  }

  private static void compare(
      String kind, PatchedRealm.Kdc stock, PatchedRealm.Kdc patched, Requests requests)
      throws IOException {
    double[] ofStock = new double[ROUNDS];
    double[] ofPatched = new double[ROUNDS];
    // The first round warms up, and does not count; every second round has the patched KDC first.
    for (int round = -1; round < ROUNDS; round++) {
      int slot = Math.max(round, 0);
      if (round % 2 == 0) {
        ofStock[slot] = rate(stock, requests.make());
        ofPatched[slot] = rate(patched, requests.make());
      } else {
        ofPatched[slot] = rate(patched, requests.make());
        ofStock[slot] = rate(stock, requests.make());
      }
    }
    double beside = median(ofPatched);
    double alone = median(ofStock);
    System.out.printf(
        Locale.ROOT,
        "%-4s stock KDC %6.0f   patched KDC beside %d that wait %6.0f   ratio %.2f%n",
        kind,
        alone,
        WAITING,
        beside,
        beside / alone);
  }

  private static double rate(PatchedRealm.Kdc kdc, List<byte[]> requests) throws IOException {
    long start = System.nanoTime();
    for (byte[] request : requests) {
      String error = KdcClient.ask(kdc.port(), request).error();
      if (error != null) {
        throw new IOException(error);
      }
    }
    return requests.size() * 1e9 / (System.nanoTime() - start);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
