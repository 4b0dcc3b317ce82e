package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Users choose their names. Any octets in a name must not cost its user the referral, nor the
 * requests that wait on the same connection. Uses krb5kdc with the patch and the daemon's socket.
 */
@Timeout(120)
class AnyNameIT extends PatchedKdcFixture {
  private static final int WAITING = 10;

  /** A name in UTF-8, a name that is not UTF-8, a name with a line feed, and a long name. */
  private static final List<String> NAMES =
      List.of("j\\303\\274rgen", "\\377", "two\\nlines", "\\177\\001".repeat(400));

  /** krb5kdc 1.20 cannot write a PAC for a name that is not UTF-8. */
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
      kdc.process().await("has ten requests in work", () -> daemon.waiting() == WAITING, LIMIT);
      for (String name : NAMES) {
        realm.addUser(name);
        realm.loginAs(withoutPac, name);
        assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket(), name);
      }
      daemon.releaseSlowAnswers();
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
