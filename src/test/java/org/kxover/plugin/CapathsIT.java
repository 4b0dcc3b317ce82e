package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.kxover.plugin.FakeDaemon.answer;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Paths in [capaths] through other realms. A KDC with the patch follows them to each realm that it
 * knows, and asks kxoverd for no direct key. The realm of a host that only DNS knows is kxoverd's
 * to find, and kxoverd then makes a direct key.
 */
@Timeout(120)
class CapathsIT extends PatchedKdcFixture {
  private static final String HUB = "krbtgt/HUB.EXAMPLE@A.EXAMPLE";
  private static final String FAR = "krbtgt/FAR.EXAMPLE@A.EXAMPLE";

  @BeforeAll
  static void trustTheHub() throws Exception {
    realm.trust("A.EXAMPLE", "HUB.EXAMPLE");
  }

  @BeforeEach
  void startKdc() throws Exception {
    kdc =
        realm.start(
            """
            [kxover]
                socket = %s
            [capaths]
                A.EXAMPLE = {
                    FAR.EXAMPLE = HUB.EXAMPLE
                    LOST.EXAMPLE = NOWHERE.EXAMPLE
                    NEAR.EXAMPLE = .
                }
            [domain_realm]
                .far.example = FAR.EXAMPLE
                .lost.example = LOST.EXAMPLE
            """
                .formatted(socket));
  }

  @Test
  void thePathIsTakenToARealmThatTheKdcKnows() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=none")) {
      assertEquals(HUB, KdcClient.ask(kdc.port(), realm.request(FAR)).ticket());
      String host = "HTTP/www.far.example@A.EXAMPLE";
      assertEquals(HUB, KdcClient.ask(kdc.port(), realm.request(host)).ticket());
      assertEquals(List.of(), daemon.requests());
    }
  }

  @Test
  void noDirectKeyIsAskedForWhereThePathHasNoKey() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=none")) {
      for (String server :
          List.of("krbtgt/LOST.EXAMPLE@A.EXAMPLE", "HTTP/www.lost.example@A.EXAMPLE")) {
        assertNotNull(KdcClient.ask(kdc.port(), realm.request(server)).error());
      }
      assertEquals(List.of(), daemon.requests());
    }
  }

  /** A dot says that the realms have a key in common. */
  @Test
  void aDirectKeyIsAskedForWhereThePathIsDirect() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=none")) {
      KdcClient.ask(kdc.port(), realm.request("krbtgt/NEAR.EXAMPLE@A.EXAMPLE"));
      assertEquals("krbtgt/NEAR.EXAMPLE", daemon.requests().get(0).fields().get("service"));
    }
  }

  @Test
  void aHostThatOnlyDnsKnowsGoesByTheDirectKey() throws Exception {
    FakeDaemon.Behaviour makesTheKey =
        c -> {
          String id = c.read().id();
          realm.kadmin("addprinc -randkey " + FAR);
          c.send(answer(id, "result=referral", "realm=FAR.EXAMPLE"));
          c.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, makesTheKey)) {
      String host = "HTTP/www.of-dns.example@A.EXAMPLE";
      assertEquals(FAR, KdcClient.ask(kdc.port(), realm.request(host)).ticket());
      assertEquals("HTTP/www.of-dns.example", daemon.requests().get(0).fields().get("service"));
    } finally {
      realm.kadmin("delprinc -force " + FAR);
    }
  }
}
