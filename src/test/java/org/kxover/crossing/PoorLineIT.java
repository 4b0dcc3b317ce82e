package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabLine;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.ShortForm;

/**
 * Two sites with a line of 64 kbit/s between them, 600 ms there and back, which loses 2 % of the
 * packets. All limits of the KDC and of kxoverd have their defaults. Needs root.
 */
@Timeout(300)
class PoorLineIT {
  private static final Duration ONE_WAY = Duration.ofMillis(300);
  private static final String HOST = "www.b.example";

  @TempDir Path folder;

  static List<Integer> seeds() {
    return ShortForm.POOR_LINES.of(List.of(1, 2, 3, 4));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFirstRequestOrTheNextGetsATicket(int seed) throws Exception {
    Optional<String> why = LabLine.unavailableReason(folder);
    assumeTrue(why.isEmpty(), () -> "no network namespaces: " + why.get());
    try (Lab lab = new Lab(new KdcPrograms("", false))) {
      LabLine line = lab.line();
      LabRealm a = lab.realm("A.EXAMPLE", line.clientSite());
      lab.realm("B.EXAMPLE", line.serviceSite()).service("HTTP", HOST);
      for (LabRealm realm : lab.realms()) {
        realm.kdc().setKxover("time_budget", "3000");
        realm.kxoverd().common("kdc", "request_timeout", "10s");
      }
      lab.start();
      LabUser alice = a.user("alice");
      line.set(ONE_WAY, LabLine.Quality.POOR, seed);

      long start = System.nanoTime();
      LabCommand.Output first = alice.kvno("-S", "HTTP", HOST);
      // The KDC waits for kxoverd for three seconds, and goes on without it.
      if (first.exitCode() != 0) {
        a.kxoverd().awaitLine(0, "wrote krbtgt/B.EXAMPLE@A.EXAMPLE");
      }
      System.out.printf(
          "a line of 64 kbit/s: %s after %.1f s%n",
          first.exitCode() == 0 ? "ticket" : "key", (System.nanoTime() - start) / 1e9);
      if (first.exitCode() != 0) {
        LabCommand.Output next = alice.kvno("-S", "HTTP", HOST);
        assertEquals(0, next.exitCode(), () -> first.text() + next.text());
      }
    }
  }
}
