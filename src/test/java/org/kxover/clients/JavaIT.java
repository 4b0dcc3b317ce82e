package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdcWatch;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Programs in Java, whose names of services have a type for which MIT's KDC makes no referral by
 * itself. The Java is the one that runs this test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class JavaIT {
  private static final String HOST = "www.b.example";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private Lab lab;
  private LabRealm a;
  private LabRealm patched;
  private LabRealm b;
  private LabKdcWatch watch;
  private JavaProgram program;

  @BeforeAll
  void realms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    watch = a.watchKdc();
    patched = lab.realm("P.EXAMPLE", KdcPrograms.withPatch());
    b = lab.realm("B.EXAMPLE").service("HTTP", HOST, "127.0.0.2");
    lab.start();
    LabApache apache = new LabApache(lab, b, HOST);
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    program = JavaProgram.of(List.of(java), lab.folder(), apache);
  }

  private static void hostBased(LabRealm realm, String services) throws IOException {
    realm.kdc().set("host_based_services", services);
    realm.kdc().restart();
  }

  @Test
  void withHostBasedServices() throws Exception {
    for (LabRealm realm : List.of(a, patched)) {
      LabUser alice = realm.user("alice").asConfigured();
      watch.forget();
      program.assertRefused(alice);
      assertFalse(realm.crossover(b, realm).exists());
      if (realm == a) {
        List<LabKdcWatch.Request> asked = watch.requestsFor("HTTP/" + HOST);
        assertTrue(
            asked.contains(new LabKdcWatch.Request("HTTP/" + HOST, 0, true)), asked::toString);
        assertTrue(asked.stream().allMatch(one -> one.type() == 0), asked::toString);
      }

      hostBased(realm, "HTTP");

      program.assertReads(alice);
      assertTrue(realm.crossover(b, realm).exists());
      hostBased(realm, "none");
    }
  }

  /** A client that maps the host to B asks for {@code krbtgt/B.EXAMPLE} itself. */
  @Test
  void whereTheClientMapsTheHost() throws Exception {
    LabUser alice = a.user("alice").asConfigured(JavaProgram.MAPPED);
    program.assertRefused(alice);
    assertFalse(a.crossover(b, a).exists(), "the plugin is not asked for a krbtgt");

    a.kxoverd().kxover("cross", "B.EXAMPLE").run();

    program.assertReads(alice);
    LabUser paula = patched.user("paula").asConfigured(JavaProgram.MAPPED);
    program.assertReads(paula);
    assertTrue(patched.crossover(b, patched).exists(), "the patch asks for it");
  }
}
