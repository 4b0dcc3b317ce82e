package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdcWatch;
import org.kxover.lab.LabUser;

/** Apache Kerby, a Kerberos of its own for programs in Java. */
@Timeout(600)
class KerbyClients {
  private static final int NT_PRINCIPAL = 1;
  private static final int NT_SRV_INST = 2;
  private static final String GOT = "got a ticket for ";
  private static final String PATH = "[capaths]\n    A.EXAMPLE = {\n        B.EXAMPLE = .\n    }";

  @RegisterExtension static final ClientsWorld world = WORLD;

  private static LabCommand.Output request(LabUser user, String service) throws IOException {
    return user.program(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KerbyClient.class.getName(),
            "A.EXAMPLE",
            service)
        .runToAnyEnd();
  }

  /** It takes no referral, whatever the KDC would do. */
  @Test
  void aServiceWithoutItsRealm() throws Exception {
    LabUser alice = world.configured("alice", PATH, JavaProgram.MAPPED);
    world.a().kdc().set("host_based_services", "HTTP");
    world.a().kdc().restart();
    try {
      world.a().kxoverd().start();

      LabCommand.Output refused = request(alice, "HTTP/" + HOST);

      assertFalse(refused.text().contains(GOT), refused::text);
      assertFalse(world.a().crossover(world.b(), world.a()).exists());
      assertEquals(
          List.of(new LabKdcWatch.Request("HTTP/" + HOST, NT_PRINCIPAL, false)),
          world.watch().requests());
    } finally {
      world.a().kdc().set("host_based_services", "none");
      world.a().kdc().restart();
    }
  }

  /** For a service whose realm it is told, it asks for {@code krbtgt/B.EXAMPLE} itself. */
  @Test
  void aServiceOfARealmByName() throws Exception {
    LabApache apache = new LabApache(world.lab(), world.b(), HOST);
    String service = "HTTP/" + HOST + "@B.EXAMPLE";
    LabCommand.Output nowhere = request(world.configured("alice"), service);
    assertTrue(nowhere.text().contains("Capaths of A.EXAMPLE is not given"), nowhere::text);
    LabUser alice = world.configured("alice", PATH, JavaProgram.MAPPED);

    world.triesByRealm(() -> request(alice, service), GOT + service);

    assertEquals(
        List.of(new LabKdcWatch.Request("krbtgt/B.EXAMPLE", NT_SRV_INST, false)),
        world.watch().requests());
    // curl finds the ticket among the user's.
    world.watch().forget();
    LabCommand.Output page = apache.get(alice);
    assertTrue(page.text().contains("X-Remote-User: alice@A.EXAMPLE\r\n"), page::text);
    assertEquals(List.of(), world.watch().requests());
  }
}
