package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdcWatch;
import org.kxover.lab.LabUser;

/** gokrb5, of which many programs in Go consist. It has a Kerberos of its own. */
@Timeout(900)
class GoClients {
  private static final String READ = "200 alice@A.EXAMPLE\n";
  private static final Duration COMPILER = Duration.ofMinutes(10);

  @RegisterExtension static final ClientsWorld world = WORLD;

  private static Path program() throws IOException {
    Path program = world.lab().folder().resolve("negotiate");
    new LabCommand(
            world.lab().folder(),
            "go",
            "build",
            "-o",
            program.toString(),
            Path.of("src/test/go/negotiate.go").toAbsolutePath().toString())
        .env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOCACHE", Path.of("target/go-cache").toAbsolutePath().toString())
        .env("CGO_ENABLED", "0")
        .limit(COMPILER)
        .run();
    return program;
  }

  @Test
  void gokrb5() throws Exception {
    LabApache apache = new LabApache(world.lab(), world.b(), HOST);
    String program = program().toString();
    String address = apache.address();

    // It asks for no referral, whatever the KDC would do.
    LabUser plain = world.configured("alice", "canonicalize = true");
    world.a().kdc().set("host_based_services", "HTTP");
    world.a().kdc().restart();
    world.a().kxoverd().start();
    LabCommand.Output refused = plain.program(program, apache.url(), address).runToAnyEnd();
    assertFalse(refused.text().contains(READ), refused::text);
    assertFalse(world.a().crossover(world.b(), world.a()).exists());
    assertTrue(
        world.watch().requestsFor("HTTP/" + HOST).stream().allMatch(one -> one.type() == 1),
        () -> world.watch().requests().toString());
    world.a().kxoverd().stop();
    world.a().kdc().set("host_based_services", "none");
    world.a().kdc().restart();

    LabUser mapped = world.configured("alice", "[domain_realm]\n    .b.example = B.EXAMPLE");
    world.watch().forget();
    world.triesByRealm(() -> mapped.program(program, apache.url(), address).runToAnyEnd(), READ);
    assertTrue(
        world.watch().requestsFor("krbtgt/B.EXAMPLE").stream()
            .map(LabKdcWatch.Request::type)
            .allMatch(List.of(1, 2)::contains),
        () -> world.watch().requests().toString());
  }
}
