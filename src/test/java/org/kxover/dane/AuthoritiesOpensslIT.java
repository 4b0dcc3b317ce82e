package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.LabCommand;

/**
 * Compares our verdicts with those of {@code openssl verify} on authorities beyond their limits and
 * on certificates that RFC 5280 forbids. OpenSSL makes the certificates.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthoritiesOpensslIT {
  private static final String CA =
      "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";
  private static final String LEAF =
      "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n";
  private static final String FOO = LEAF + "subjectAltName=DNS:foo.example.com\n";

  @TempDir static Path folder;
  private final Map<String, List<String>> chains = new HashMap<>();

  @BeforeAll
  void make() throws Exception {
    key("root");
    openssl(
        "req -x509 -new -key root.key -subj /CN=Root -days 9 -out root.pem"
            + " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign");
    limits("member", "critical,permitted;DNS:example.com,excluded;DNS:bar.example.com");
    chain("wildcard", LEAF + "subjectAltName=DNS:*.example.com\n", "member");
    chain("outside", LEAF + "subjectAltName=DNS:foo.example.org\n", "member");
    limits("soft", "permitted;DNS:example.org");
    chain("soft limits", FOO, "soft");
    issue("mail", "/CN=Mail", "root", CA + "extendedKeyUsage=emailProtection\n");
    chain("by mail", FOO, "mail");
    issue("tls", "/CN=TLS", "root", CA + "extendedKeyUsage=emailProtection,serverAuth\n");
    chain("by tls", FOO, "tls");
    limits("permitted", "critical,permitted;DNS:example.com");
    issue("sub", "/CN=an-intermediate", "permitted", CA);
    chain("common name", FOO, "sub", "permitted");
    issue("named", "/CN=sub", "permitted", CA + "subjectAltName=DNS:ca.example.org\n");
    chain("sub-authority's SAN", FOO, "named", "permitted");
    limits("dotted", "critical,permitted;DNS:.example.com");
    chain("constraint with a dot", FOO, "dotted");
    limits("empty", "critical,DER:3000");
    chain("empty constraints", FOO, "empty");
    issue("plain", "/CN=plain", "root", CA);
    chain("good", FOO, "plain");
    chain("signing leaf", FOO.replace("digitalSignature", "digitalSignature,keyCertSign"), "plain");
    chain("leaf with limits", FOO + "nameConstraints=permitted;DNS:example.com\n", "plain");
    chain("name with a dot", FOO.strip() + ",DNS:.example.com\n", "plain");
    numbered("serial 0", "0");
    numbered("serial 1", "1");
    numbered("serial of 20 octets", "0x7f" + "ff".repeat(19));
    numbered("serial of 21 octets", "0x7f" + "ff".repeat(20));
  }

  private void key(String name) throws Exception {
    openssl("ecparam -name prime256v1 -genkey -noout -out " + name + ".key");
  }

  private void limits(String name, String constraints) throws Exception {
    issue(name, "/CN=" + name, "root", CA + "nameConstraints=" + constraints + "\n");
  }

  private void chain(String name, String extensions, String... issuers) throws Exception {
    issue(file(name), "/CN=leaf", issuers[0], extensions);
    List<String> files = new ArrayList<>(List.of(file(name)));
    files.addAll(List.of(issuers));
    chains.put(name, files);
  }

  private void numbered(String name, String serial) throws Exception {
    issue(file(name), "/CN=leaf", "plain", serial, FOO);
    chains.put(name, List.of(file(name), "plain"));
  }

  private static String file(String name) {
    return name.replaceAll("[^a-z0-9]", "-");
  }

  private void issue(String name, String subject, String issuer, String extensions)
      throws Exception {
    issue(name, subject, issuer, "5", extensions);
  }

  private void issue(String name, String subject, String issuer, String serial, String extensions)
      throws Exception {
    key(name);
    Files.writeString(folder.resolve(name + ".ext"), extensions);
    openssl("req -new -key " + name + ".key -subj " + subject + " -out " + name + ".csr");
    openssl(
        "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -set_serial %s -days 9 -extfile %s.ext -out %s.pem"
            .formatted(name, issuer, issuer, serial, name, name));
  }

  private void openssl(String words) throws Exception {
    new LabCommand(folder, "openssl", words.split(" ")).run();
  }

  /**
   * Where OpenSSL decides otherwise, we are stricter: it compares constraints with the literal
   * wildcard, and without {@code -x509_strict} it checks few of the rules for the form of a
   * certificate.
   */
  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "good                  | foo.example.com | -                            | true",
        "wildcard              | foo.example.com | -                            | true",
        "wildcard              | bar.example.com | its name constraints exclude | true",
        "outside               | foo.example.org | names are outside            | false",
        "soft limits           | foo.example.com | names are outside            | false",
        "by mail               | foo.example.com | its extended key usage       | false",
        "by tls                | foo.example.com | -                            | true",
        "common name           | foo.example.com | -                            | true",
        "sub-authority's SAN   | foo.example.com | names are outside            | false",
        "constraint with a dot | foo.example.com | name constraints begins with | true",
        "empty constraints     | foo.example.com | name constraints are empty   | true",
        "signing leaf          | foo.example.com | allows signing certificates  | true",
        "leaf with limits      | foo.example.com | it has name constraints      | true",
        "name with a dot       | foo.example.com | subjectAltName begins with   | true",
        "serial 0              | foo.example.com | is not positive              | true",
        "serial 1              | foo.example.com | -                            | true",
        "serial of 20 octets   | foo.example.com | -                            | true",
        "serial of 21 octets   | foo.example.com | of 21 octets is longer       | true",
      })
  void opensslAgreesOrIsLaxer(String name, String host, String why, boolean theirs)
      throws Exception {
    for (DaneVerdict verdict : verdicts(chains.get(name), host)) {
      assertEquals(why == null, verdict.ok(), verdict.reason());
      assertTrue(why == null || verdict.reason().contains(why), verdict.reason());
    }
    LabCommand.Output output = verify(chains.get(name), host);
    assertEquals(theirs, output.exitCode() == 0, output.text());
    assertTrue(theirs || why != null, "OpenSSL refuses what we accept");
  }

  /** By usages 0, 1 and 2, and by federation roots. */
  private List<DaneVerdict> verdicts(List<String> files, String host) throws Exception {
    List<byte[]> chain = new ArrayList<>();
    for (String file : files) {
      chain.addAll(CertificateFile.read(folder.resolve(file + ".pem")));
    }
    byte[] root = CertificateFile.read(folder.resolve("root.pem")).get(0);
    TrustRoots roots = TrustRoots.of(List.of(root));
    DaneContext plain = context(host, TrustRoots.none(), TrustRoots.none());
    DaneContext pkix = context(host, roots, TrustRoots.none());
    DaneContext federation = context(host, TrustRoots.none(), roots);
    return List.of(
        Dane.verify(chain, List.of(new TlsaRecord(0, 0, 0, root)), pkix),
        Dane.verify(chain, List.of(new TlsaRecord(1, 0, 0, chain.get(0))), pkix),
        Dane.verify(chain, List.of(new TlsaRecord(2, 0, 0, root)), plain),
        Dane.verify(chain, List.of(new TlsaRecord(3, 0, 0, chain.get(0))), federation));
  }

  private static DaneContext context(String host, TrustRoots pkix, TrustRoots federation) {
    return new DaneContext(List.of(host), Optional.empty(), pkix, federation, Instant.now());
  }

  private LabCommand.Output verify(List<String> files, String host) throws Exception {
    List<String> words = new ArrayList<>(List.of("verify", "-purpose", "sslserver"));
    words.addAll(List.of("-verify_hostname", host, "-trusted", "root.pem"));
    for (String issuer : files.subList(1, files.size())) {
      words.addAll(List.of("-untrusted", issuer + ".pem"));
    }
    words.add(files.get(0) + ".pem");
    return new LabCommand(folder, "openssl", words.toArray(String[]::new)).runToAnyEnd();
  }
}
