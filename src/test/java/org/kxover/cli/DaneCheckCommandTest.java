package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.CertificateFile;
import org.kxover.dane.TestCertificate;
import org.kxover.dane.TestCertificateBuilder;
import org.kxover.kerberos.Realm;
import org.kxover.tls.KxCertificate;
import picocli.CommandLine;

/** Runs {@code kxover dane-check} on a certificate like those of {@code kxover init}. */
class DaneCheckCommandTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private Path chain;
  private String digest;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void make() throws Exception {
    chain = folder.resolve("kx.crt");
    KxCertificate.create(
        new Realm("B.EXAMPLE"),
        "kx.b.example",
        Duration.ofDays(1),
        CLOCK,
        new SecureRandom(),
        chain,
        folder.resolve("kx.key"));
    digest =
        HexFormat.of()
            .formatHex(KxCertificate.tlsaRecord(CertificateFile.read(chain).get(0)).association());
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine command =
        KxoverCommand.create(CLOCK, new SecureRandom(), settings -> null, realm -> null);
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("dane-check"));
    all.addAll(List.of(arguments));
    return command.execute(all.toArray(String[]::new));
  }

  private int check(String tlsa, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("--tlsa", tlsa, "--chain", chain.toString(), "--name", "kx.b.example"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void printsWhichRecordMatchedAtWhichDepth() {
    String record = "3 1 1 " + digest;
    assertEquals(0, check(record), err::toString);
    assertEquals("matched by TLSA 3 1 1 at depth 0: " + record + "\n", out.toString());

    String spaced =
        " 3  1 1 " + digest.substring(0, 20).toUpperCase(Locale.ROOT) + " " + digest.substring(20);
    assertEquals(0, check("3 1 1 " + "00".repeat(32), "--tlsa", spaced));
    assertEquals("matched by TLSA 3 1 1 at depth 0: " + record + "\n", out.toString());
  }

  @Test
  void printsWhyNoRecordMatched() {
    assertEquals(1, check("3 1 1 " + "00".repeat(32)));
    assertTrue(out.toString().startsWith("no match: "), out.toString());
    assertTrue(out.toString().contains("3 1 1 " + digest), out.toString());

    assertEquals(1, check("0 1 1 " + digest));
    assertTrue(out.toString().startsWith("all unusable: "), out.toString());
  }

  @Test
  void everyOptionHasAnEffect() {
    String anchors = chain.toString();
    String pkix = "1 1 1 " + digest;
    assertEquals(1, check(pkix, "--anchors", anchors));
    assertTrue(out.toString().startsWith("unfit chain: "), out.toString());
    assertTrue(out.toString().contains("no chain of signatures"), out.toString());

    assertEquals(1, check(pkix, "--anchors", anchors, "--realm", "C.EXAMPLE"));
    assertTrue(out.toString().contains("krbtgt/C.EXAMPLE@C.EXAMPLE"), out.toString());

    assertEquals(1, check("3 1 1 " + digest, "--federation", anchors));
    assertTrue(out.toString().startsWith("not federated: "), out.toString());

    assertEquals(0, check("3 1 1 " + digest, "--time", "2099-01-01T00:00:00Z"));
  }

  /** The names of the certificate mean nothing to DANE-EE. */
  @Test
  void aCertificateWithAnEmptyIssuerIsJudged() throws Exception {
    TestCertificate nobody = TestCertificateBuilder.nobody().selfSigned();
    Files.writeString(chain, nobody.pem());
    assertEquals(0, check(nobody.tlsa(3, 1, 1).toString()), err::toString);
    assertEquals(1, check(nobody.tlsa(2, 1, 1).toString()));
    assertTrue(out.toString().contains("its issuer is empty"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3 1 1",
        "3 1 1 0",
        "3 1 1 xy",
        "256 1 1 00",
        "-3 1 1 00",
        "3 1 00",
        "DANE-EE SPKI SHA2-256 00"
      })
  void anInvalidRecordIsAUsageError(String tlsa) {
    assertEquals(2, check(tlsa), out::toString);
    assertTrue(err.toString().contains("--tlsa"), err.toString());
  }

  @Test
  void otherUsageErrors() {
    String record = "3 1 1 " + digest;
    assertEquals(2, run("--tlsa", record, "--chain", chain.toString()));
    assertEquals(2, run("--tlsa", record, "--name", "kx.b.example"));
    assertEquals(2, run("--chain", chain.toString(), "--name", "kx.b.example"));
    assertEquals(2, check(record, "--realm", "not a realm"));
    assertEquals(2, check(record, "--time", "tomorrow"));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Path none = folder.resolve("none.pem");
    String record = "3 1 1 " + digest;
    assertEquals(1, check(record, "--anchors", none.toString()));
    assertEquals("kxover dane-check: " + none + ": no such file\n", err.toString());

    Files.writeString(chain, "nothing");
    assertEquals(1, check(record));
    assertTrue(err.toString().contains(chain.toString()), err.toString());
  }
}
