package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabHeimdal;
import org.kxover.lab.LabUser;

/** Heimdal's own client, with MIT's KDCs. */
@Timeout(600)
class HeimdalClients {
  private static final int NT_SRV_HST = 3;

  @RegisterExtension static final ClientsWorld world = WORLD;

  /** It first guesses the realm from the host's domain, and asks for its krbtgt in vain. */
  @Test
  void kgetcred() throws Exception {
    LabUser alice = world.user("alice");

    ClientsWorld.Tries tries =
        world.tries(
            () ->
                LabHeimdal.client(alice, "kgetcred", "--hostbased", "--canonicalize", "HTTP", HOST)
                    .runToAnyEnd());

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    assertTrue(alice.tickets().contains("HTTP/" + HOST + "@B.EXAMPLE"), alice.klist());
    world.assertAsked("HTTP", NT_SRV_HST);
  }
}
