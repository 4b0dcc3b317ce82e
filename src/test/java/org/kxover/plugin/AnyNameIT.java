package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Users choose their names. Whatever a name has in it, the user gets a referral, and so do those
 * who wait on the same connection: krb5kdc with the patch and the daemon's own socket.
 */
@Timeout(120)
class AnyNameIT extends PatchedKdcFixture {
  private static final int WAITING = 10;

  /** A name in UTF-8, one of a single octet, one with a line feed, and a long one. */
  private static final List<String> NAMES =
      List.of("j\\303\\274rgen", "\\377", "two\\nlines", "\\177\\001".repeat(400));

  /** A KDC of 1.20 can write no PAC for a name that is not UTF-8; other realms' KDCs write none. */
  private static final String NO_PAC =
      "[realms]\n    A.EXAMPLE = {\n        disable_pac = true\n    }\n";

  @Test
  void noNameCutsTheKdcOff() throws Exception {
    PatchedRealm.Kdc withoutPac = realm.start(NO_PAC);
    kdc = realm.patched("socket = " + socket, PATIENT);
    try (RealDaemonSocket daemon = new RealDaemonSocket(socket);
        KdcClient others = new KdcClient(kdc.port())) {
      for (byte[] request :
          realm.requests(WAITING, RealDaemonSocket.SLOW + "www.b.example@A.EXAMPLE")) {
        others.send(request);
      }
      kdc.process().await("has ten in work", () -> daemon.waiting() == WAITING, LIMIT);
      for (String name : NAMES) {
        realm.addUser(name);
        realm.loginAs(withoutPac, name);
        assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket(), name);
      }
      daemon.letSlowOnesGo();
      for (int i = 0; i < WAITING; i++) {
        assertEquals(B, others.receive().ticket());
      }
      assertEquals(0, daemon.counts().malformed());
      assertEquals(1, daemon.counts().open());
    } finally {
      realm.login(stock);
    }
    assertEquals(0, lines("no answer from kxoverd"));
  }
}
