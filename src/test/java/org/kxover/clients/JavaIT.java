package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
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
  private static final String MAPPED = "[domain_realm]\n    .b.example = B.EXAMPLE";
  private static final List<String> INTERFACES = List.of("HttpURLConnection", "JGSS");

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private Lab lab;
  private LabRealm a;
  private LabRealm patched;
  private LabRealm b;
  private LabKdcWatch watch;
  private LabApache apache;
  private Path login;

  @BeforeAll
  void realms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    watch = a.watchKdc();
    patched = lab.realm("P.EXAMPLE", KdcPrograms.withPatch());
    b = lab.realm("B.EXAMPLE").service("HTTP", HOST, "127.0.0.2");
    lab.start();
    apache = new LabApache(lab, b, HOST);
    login =
        Files.writeString(
            lab.folder().resolve("login.conf"),
            """
            com.sun.security.jgss.krb5.initiate {
                com.sun.security.auth.module.Krb5LoginModule required
                    useTicketCache=true doNotPrompt=true;
            };
            """);
  }

  private String read(LabUser user, String way) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.krb5.conf=" + user.environment().get("KRB5_CONFIG"),
                "-Djava.security.auth.login.config=" + login,
                "-Djavax.security.auth.useSubjectCredsOnly=false",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                JavaClient.class.getName(),
                way,
                apache.url()));
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    LabCommand.Output said = user.program(java, options.toArray(String[]::new)).runToAnyEnd();
    return said.text().strip();
  }

  private void assertRefused(LabUser user) throws IOException {
    for (String way : INTERFACES) {
      String said = read(user, way);
      assertFalse(said.startsWith("200"), said);
      String refusal = way.equals("JGSS") ? "GSSException" : "401 null";
      assertTrue(said.contains(refusal), said);
    }
  }

  private void assertReads(LabUser user) throws IOException {
    for (String way : INTERFACES) {
      assertEquals("200 " + user.principal(), read(user, way));
    }
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
      assertRefused(alice);
      assertFalse(realm.crossover(b, realm).exists());
      if (realm == a) {
        List<LabKdcWatch.Request> asked = watch.requestsFor("HTTP/" + HOST);
        assertTrue(
            asked.contains(new LabKdcWatch.Request("HTTP/" + HOST, 0, true)), asked::toString);
        assertTrue(asked.stream().allMatch(one -> one.type() == 0), asked::toString);
      }

      hostBased(realm, "HTTP");

      assertReads(alice);
      assertTrue(realm.crossover(b, realm).exists());
      hostBased(realm, "none");
    }
  }

  /** A client that maps the host to B asks for {@code krbtgt/B.EXAMPLE} itself. */
  @Test
  void whereTheClientMapsTheHost() throws Exception {
    LabUser alice = a.user("alice").asConfigured(MAPPED);
    assertRefused(alice);
    assertFalse(a.crossover(b, a).exists(), "the plugin is not asked for a krbtgt");

    a.kxoverd().kxover("cross", "B.EXAMPLE").run();

    assertReads(alice);
    LabUser paula = patched.user("paula").asConfigured(MAPPED);
    assertReads(paula);
    assertTrue(patched.crossover(b, patched).exists(), "the patch asks for it");
  }
}
