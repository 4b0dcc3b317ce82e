package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabLine;
import org.kxover.lab.LabRealm;

/**
 * Two sites without IPv4, even on their loopback interfaces: resolvers, KDCs, daemons and users.
 * Needs root.
 */
@Timeout(300)
class Inet6IT {
  @TempDir Path folder;

  private void requireNamespaces() {
    Optional<String> why = LabLine.unavailableReason(folder);
    assumeTrue(why.isEmpty(), () -> "no network namespaces: " + why.get());
  }

  @ParameterizedTest(name = "patched: {0}")
  @ValueSource(booleans = {false, true})
  void usersOfBothRealmsGetTickets(boolean patched) throws Exception {
    requireNamespaces();
    try (Lab lab = new Lab(patched ? KdcPrograms.withPatch() : new KdcPrograms("", false))) {
      LabLine line = lab.lineWithInet6();
      LabRealm a = lab.realm("A.EXAMPLE", line.clientSite()).service("HTTP", "www.a.example");
      LabRealm b = lab.realm("B.EXAMPLE", line.serviceSite()).service("HTTP", "www.b.example");
      lab.start();
      line.setDelay(Duration.ZERO);

      LabCommand.Output ofAlice = a.user("alice").kvno("-S", "HTTP", "www.b.example");
      assertEquals(0, ofAlice.exitCode(), () -> ofAlice.text() + logs(lab));
      LabCommand.Output ofBob = b.user("bob").kvno("-S", "HTTP", "www.a.example");
      assertEquals(0, ofBob.exitCode(), () -> ofBob.text() + logs(lab));
      assertTrue(
          a.kxoverd().log().contains("kx.b.example ([2001:2::2]:4088) is authenticated"),
          () -> "no exchange over IPv6:" + logs(lab));
    }
  }

  /** The guard's probe, the check and the published address are of IPv6, too. */
  @Test
  void theGuardIsSeenAndTheCheckPasses() throws Exception {
    requireNamespaces();
    try (Lab lab = new Lab(new KdcPrograms("", false))) {
      LabLine line = lab.lineWithInet6();
      LabRealm a = lab.realm("A.EXAMPLE", line.clientSite());
      LabRealm b = lab.realm("B.EXAMPLE", line.serviceSite()).service("HTTP", "www.b.example");
      b.kdc().guard();
      b.lookForGuard("required", b.kdc());
      b.kdc().kadmin("setstr HTTP/www.b.example kxover.open \"allow *\"");
      lab.start();
      line.setDelay(Duration.ZERO);

      b.kxoverd().awaitLine(0, "KDC [2001:2::2]:" + b.kdc().port() + " (guarded_kdcs) is guarded");
      LabCommand.Output ticket = a.user("alice").kvno("-S", "HTTP", "www.b.example");
      assertEquals(0, ticket.exitCode(), () -> ticket.text() + logs(lab));
      String check =
          b.inside(
                  b.kxoverd()
                      .kxover("check")
                      .env(java.util.Map.of("KRB5_KDC_PROFILE", b.kdc().profile().toString())))
              .runToAnyEnd()
              .text();
      assertTrue(check.contains("ok       kx.b.example ([2001:2::2]:4088), seen from"), check);
      assertTrue(List.of(check.split("\n")).stream().noneMatch(l -> l.startsWith("error")), check);
    }
  }

  private static String logs(Lab lab) {
    try {
      return lab.logs();
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
