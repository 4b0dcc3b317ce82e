package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Zone;

/** At a KDC with the patch, crossings with a silent peer do not delay other users. */
@Timeout(300)
class HangingPeerIT {
  private static final int HANGING = 50;
  private static final String SILENT_HOST = "www.silent.example";

  /** A realm whose daemons accept connections (the kernel does) but never send anything. */
  private static void silentRealm(Lab lab, List<ServerSocket> daemons) {
    Zone zone = lab.dns().zone("silent.example");
    zone.add("_kerberos.www TXT \"SILENT.EXAMPLE\"").add("kx A 127.0.0.1");
    for (ServerSocket daemon : daemons) {
      int port = daemon.getLocalPort();
      zone.add("_kerberos-tls._tcp SRV 0 0 " + port + " kx.silent.example.");
      zone.add("_" + port + "._tcp.kx TLSA 3 1 1 " + "00".repeat(32));
    }
  }

  private static ServerSocket silence() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @Test
  void othersAreServedAndACrashOfTheDaemonEndsTheWait() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(HANGING);
    try (Lab lab =
            new Lab(KdcPrograms.withPatch()).daemonsAsProcesses().clientsDoNotGuessAtPatchedKdcs();
        ServerSocket first = silence();
        ServerSocket second = silence();
        ServerSocket third = silence()) {
      LabRealm a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
      LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
      silentRealm(lab, List.of(first, second, third));
      a.kxoverd().common("listen", "handshake_timeout", "30s");
      lab.start();
      LabUser alice = a.user("alice");
      LabUser bob = a.user("bob");
      List<LabUser> patient = new ArrayList<>();
      for (int i = 0; i < HANGING; i++) {
        patient.add(a.user("user" + i));
      }

      List<Future<LabCommand.Output>> hanging = new ArrayList<>();
      for (LabUser user : patient) {
        hanging.add(pool.submit(() -> user.kvno("-S", "HTTP", SILENT_HOST)));
      }
      a.kxoverd().awaitLines("found HTTP/" + SILENT_HOST, HANGING, Duration.ofSeconds(60));

      assertEquals(0, alice.kvno("HTTP/www.a.example@A.EXAMPLE").exitCode());
      assertEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode());
      assertTrue(a.user("carol").klist().contains("carol@A.EXAMPLE"));
      assertFalse(hanging.stream().anyMatch(Future::isDone), a.kxoverd().log());

      LabKdc stock = LabKdc.stock(lab, a);
      stock.start();
      String stockAnswer = bob.asking(a, stock).kvno("-S", "HTTP", SILENT_HOST).text();
      a.kxoverd().kill();
      for (Future<LabCommand.Output> output : hanging) {
        assertNotEquals(0, output.get().exitCode());
        assertEquals(stockAnswer, output.get().text());
      }
      a.kxoverd().start();
      assertEquals(0, bob.kvno("-S", "HTTP", "www.b.example").exitCode(), a.kdc().log());
      assertTrue(a.crossover(b, a).exists());
    } finally {
      pool.shutdownNow();
    }
  }
}
