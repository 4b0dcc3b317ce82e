package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabUser;

/**
 * A program in Java that reads a page in both ways of {@link JavaClient}.
 *
 * @param java the command that starts a Java
 * @param login the settings of JAAS, by which it takes the user's tickets
 */
record JavaProgram(List<String> java, Path login, LabApache apache) {
  /** In krb5.conf, for a client that takes the realm from there. */
  static final String MAPPED = "[domain_realm]\n    .b.example = B.EXAMPLE";

  private static final List<String> INTERFACES = List.of("HttpURLConnection", "JGSS");

  /**
   * @param folder gets the settings of JAAS
   */
  static JavaProgram of(List<String> java, Path folder, LabApache apache) throws IOException {
    Path login =
        Files.writeString(
            folder.resolve("login.conf"),
            """
            com.sun.security.jgss.krb5.initiate {
                com.sun.security.auth.module.Krb5LoginModule required
                    useTicketCache=true doNotPrompt=true;
            };
            """);
    return new JavaProgram(java, login, apache);
  }

  /** Runs it in one of the ways of {@link JavaClient}. */
  LabCommand.Output run(LabUser user, String way) throws IOException {
    List<String> words = new ArrayList<>(java.subList(1, java.size()));
    words.addAll(
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
    return user.program(java.get(0), words.toArray(String[]::new)).runToAnyEnd();
  }

  void assertRefused(LabUser user) throws IOException {
    for (String way : INTERFACES) {
      String said = run(user, way).text().strip();
      assertFalse(said.startsWith("200"), said);
      String refusal = way.equals("JGSS") ? "GSSException" : "401 null";
      assertTrue(said.contains(refusal), said);
    }
  }

  void assertReads(LabUser user) throws IOException {
    for (String way : INTERFACES) {
      assertEquals("200 " + user.principal(), run(user, way).text().strip());
    }
  }
}
