package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabKdcWatch;
import org.kxover.lab.LabPrograms;
import org.kxover.lab.LabUser;

/** Programs in the releases of Java that Debian 13 has. {@link JavaIT} has that of Debian 12. */
@Timeout(900)
class LaterJavaClients {
  @RegisterExtension static final ClientsWorld world = WORLD;

  private static JavaProgram program(int release) throws Exception {
    List<String> java =
        LabPrograms.ofRelease("trixie", "openjdk-" + release + "-jre-headless").command("bin/java");
    LabApache apache = new LabApache(world.lab(), world.b(), HOST);
    return JavaProgram.of(java, apache.folder(), apache);
  }

  private static void hostBased(String services) throws Exception {
    world.a().kdc().set("host_based_services", services);
    world.a().kdc().restart();
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 25})
  void withHostBasedServices(int release) throws Exception {
    JavaProgram program = program(release);
    LabUser alice = world.configured("alice");
    world.a().kxoverd().start();
    program.assertRefused(alice);
    assertFalse(world.a().crossover(world.b(), world.a()).exists());
    world.a().kxoverd().stop();

    hostBased("HTTP");
    try {
      program.assertRefused(alice);
      world.a().kxoverd().start();
      program.assertReads(alice);
      List<LabKdcWatch.Request> asked = world.watch().requestsFor("HTTP/" + HOST);
      assertTrue(asked.contains(new LabKdcWatch.Request("HTTP/" + HOST, 0, true)), asked::toString);
      assertTrue(asked.stream().allMatch(one -> one.type() == 0), asked::toString);
    } finally {
      hostBased("none");
    }
  }

  /** A client that maps the host to B asks for {@code krbtgt/B.EXAMPLE} itself. */
  @ParameterizedTest
  @ValueSource(ints = {21, 25})
  void whereTheClientMapsTheHost(int release) throws Exception {
    JavaProgram program = program(release);
    LabUser alice = world.configured("alice", JavaProgram.MAPPED);

    world.triesByRealm(() -> program.run(alice, "HttpURLConnection"), "200 " + alice.principal());

    program.assertReads(alice);
    assertTrue(
        world.watch().requestsFor("HTTP/" + HOST).isEmpty(),
        () -> world.watch().requests().toString());
  }
}
