package org.kxover.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * Many genuine realms that all ask for a key. The database grows only by the keys that the settings
 * allow. {@code make bench PART=strangers} uses a thousand realms.
 */
@Timeout(300)
class ThousandRealmsIT {
  private static final int REALMS = 60;
  private static final int ALLOWED = 20;

  /** Requests at once, all refused. */
  private static final int FLOOD = 40;

  /** Room for one realm that asks us, key maintenance, and a read of a key. */
  private static final int QUEUE = 4;

  private static final Duration LIMIT = Patience.LIMIT;

  @RegisterExtension final LabExtension world = new LabExtension();

  @Test
  void theDatabaseGrowsByWhatIsAllowed() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses();
    LabRealm a = lab.realm("A.EXAMPLE");
    a.kxoverd().measured().set("new_realms", Integer.toString(ALLOWED));
    lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    LabPeer honest = lab.peer("C.EXAMPLE");
    LabPeer other = lab.peer("D.EXAMPLE");
    ManyRealms realms = new ManyRealms(lab, REALMS, new Realm("A.EXAMPLE"));
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    AttackedRealm victim = new AttackedRealm(a);
    LabUser alice = a.user("carol");
    MonitoredDaemon daemon = new MonitoredDaemon(a);
    assertEquals(0, alice.kvnoAside("-S", "HTTP", "www.b.example").exitCode());
    int before = principals(a);

    try (Strangers strangers = realms.ask(a, 40, 20, 0)) {
      int[] atTheDatabase = new int[1];
      MonitoredDaemon.await(
          "all allowed keys are made",
          LIMIT,
          () -> {
            int now = (int) daemon.sum("kxover_kadmin_requests");
            atTheDatabase[0] = Math.max(atTheDatabase[0], now);
            return made(daemon) == ALLOWED;
          });
      assertTrue(atTheDatabase[0] <= QUEUE, atTheDatabase[0] + " wait for the database");
      MonitoredDaemon.await(
          "the other realms are refused", LIMIT, () -> refused(daemon) >= REALMS - ALLOWED);
      assertEquals(0, alice.kvnoAside("-S", "HTTP", "www.b.example").exitCode());
      // The limit counts incoming realms. Realms that users cross to have a separate limit.
      assertThrows(PeerRefusedException.class, () -> honest.asks(a).close());
      victim.crossesTo(other);
      assertTrue(strangers.sessions() >= REALMS);
    }
    assertEquals(before + ALLOWED, principals(a));

    a.kxoverd().set("new_realms", Integer.toString(ALLOWED + 1)).reload("reloaded: ", 1);
    honest.asks(a).close();
    assertTrue(a.crossover("A.EXAMPLE", "C.EXAMPLE").exists());
  }

  /** Each of them would wait behind all refused requests if these took turns at the database. */
  @Test
  void refusedRealmsDoNotHoldUpTheRenewalsOfOthers() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses();
    LabRealm a = lab.realm("A.EXAMPLE");
    a.kxoverd().measured().set("new_realms", "1");
    LabPeer known = lab.peer("C.EXAMPLE");
    ManyRealms realms = new ManyRealms(lab, REALMS, new Realm("A.EXAMPLE"));
    lab.start();
    MonitoredDaemon daemon = new MonitoredDaemon(a);
    known.asks(a).close();
    int before = principals(a);

    try (Strangers strangers = realms.ask(a, FLOOD, 20, 0)) {
      MonitoredDaemon.await("the flood is refused", LIMIT, () -> refused(daemon) >= 2 * FLOOD);
      // On a busy machine some more are refused meanwhile. A request that waits behind all of them
      // never has fewer than all others before it.
      int fewest = FLOOD;
      for (int i = 0; i < 5; i++) {
        int atFirst = refused(daemon);
        known.asks(a).close();
        fewest = Math.min(fewest, refused(daemon) - atFirst);
      }
      assertTrue(fewest < FLOOD * 2 / 5, "each time at least " + fewest + " were refused first");
      assertTrue(strangers.sessions() >= FLOOD);
    }
    assertEquals(before, principals(a));
  }

  private static int principals(LabRealm realm) throws Exception {
    return realm.kdc().principals().split("\n").length;
  }

  private static int made(MonitoredDaemon daemon) {
    return (int)
        daemon.sum("kxover_keys_total{event=\"made\",realm=\"A.EXAMPLE\",role=\"service\"");
  }

  private static int refused(MonitoredDaemon daemon) {
    return (int) daemon.sum("kxover_request_duration_seconds_count{outcome=\"refused by policy\"");
  }
}
