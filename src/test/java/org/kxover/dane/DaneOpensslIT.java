package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabProcess;
import org.kxover.lab.Patience;
import org.kxover.lab.Ports;

/**
 * Compares our verdicts with those of {@code openssl s_client}, connected to a server that sends
 * the chain.
 *
 * <p>OpenSSL does not check realms, so the realm is left open here. All dates are relative to the
 * real time, because OpenSSL uses the real clock.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaneOpensslIT {
  private static final Instant TODAY = Instant.now();
  private static final Duration DAY = Duration.ofDays(1);

  private static final Duration LIMIT = Patience.LIMIT;
  private static final Pattern MATCHED =
      Pattern.compile(
          "DANE TLSA .* (matched (?:the )?(?:EE|TA) certificate|signed the (?:peer )?certificate)"
              + " at depth (\\d+)");

  @TempDir Path folder;
  private final Map<Integer, TestCertificate> rsa = new HashMap<>();
  private TestCertificate root;
  private TestCertificate middle;
  private TestCertificate leaf;
  private TestCertificate unrelated;

  /**
   * A chain and its records.
   *
   * @param good our expected verdict
   * @param theirs the expected verdict of OpenSSL
   */
  private record Case(
      String name,
      List<TestCertificate> chain,
      List<TlsaRecord> records,
      boolean good,
      boolean theirs) {
    Case(String name, List<TestCertificate> chain, List<TlsaRecord> records, boolean good) {
      this(name, chain, records, good, good);
    }
  }

  private static TestCertificateBuilder now(TestCertificateBuilder builder) {
    return builder.valid(TODAY.minus(DAY), TODAY.plus(DAY));
  }

  private static TestCertificateBuilder ourLeaf() {
    return now(TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM));
  }

  @BeforeAll
  void make() throws Exception {
    root = now(TestCertificateBuilder.authority("root")).selfSigned();
    middle = now(TestCertificateBuilder.authority("middle")).by(root);
    leaf = ourLeaf().by(middle);
    unrelated = now(TestCertificateBuilder.authority("unrelated")).selfSigned();
  }

  @TestFactory
  Stream<DynamicTest> opensslAgrees() throws Exception {
    List<Case> cases = new ArrayList<>();
    records(cases);
    chains(cases);
    differences(cases);
    assertEquals(82, cases.size());
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> compare(c)));
  }

  private void records(List<Case> cases) {
    List<TestCertificate> whole = List.of(leaf, middle, root);
    for (int selector = 0; selector <= 1; selector++) {
      for (int matchingType = 0; matchingType <= 2; matchingType++) {
        String how = " " + selector + " " + matchingType;
        for (TestCertificate one : List.of(leaf, middle, unrelated)) {
          cases.add(
              new Case(
                  "3" + how + " of " + one.subject(),
                  whole,
                  List.of(one.tlsa(3, selector, matchingType)),
                  one == leaf));
        }
        for (TestCertificate one : List.of(leaf, middle, root, unrelated)) {
          cases.add(
              new Case(
                  "2" + how + " of " + one.subject(),
                  whole,
                  List.of(one.tlsa(2, selector, matchingType)),
                  one == middle || one == root));
        }
      }
    }
    TlsaRecord wrong512 = unrelated.tlsa(3, 1, 2);
    cases.add(new Case("agility", whole, List.of(leaf.tlsa(3, 1, 1), wrong512), false));
    cases.add(new Case("other selector", whole, List.of(leaf.tlsa(3, 0, 1), wrong512), true));
    cases.add(
        new Case("rollover", whole, List.of(unrelated.tlsa(3, 1, 1), leaf.tlsa(3, 1, 1)), true));
  }

  private void chains(List<Case> cases) throws Exception {
    authorities(cases);
    TlsaRecord ta = root.tlsa(2, 1, 1);
    add(cases, "shuffled", true, ta, leaf, root, middle);
    add(cases, "gap", false, ta, leaf, root);
    add(cases, "bare key", true, root.tlsa(2, 1, 0), leaf, middle);
    add(cases, "bare key of the last", true, middle.tlsa(2, 1, 0), leaf);
    add(cases, "bare certificate", true, root.tlsa(2, 0, 0), leaf, middle);
    add(cases, "bare key of another", false, unrelated.tlsa(2, 1, 0), leaf, middle);
    add(cases, "bare certificate of another", false, unrelated.tlsa(2, 0, 0), leaf, middle);
    add(cases, "digest without its certificate", false, ta, leaf, middle);

    TestCertificate expired =
        expired(TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM)).by(root);
    add(cases, "expired leaf, 2", false, ta, expired, root);
    add(cases, "expired leaf, 3", true, expired.tlsa(3, 1, 1), expired, root);
    TestCertificate elsewhere =
        now(TestCertificateBuilder.leaf("x.example", Contexts.REALM)).by(root);
    add(cases, "other name, 2", false, ta, elsewhere, root);
    add(cases, "other name, 3", true, elsewhere.tlsa(3, 1, 1), elsewhere, root);
    add(cases, "wildcard", true, ta, wildcard("*.b.example"), root);
    add(cases, "wildcard two labels up", false, ta, wildcard("*.example"), root);

    TestCertificate nobody = now(TestCertificateBuilder.nobody()).selfSigned();
    add(cases, "empty issuer, 3", true, nobody.tlsa(3, 1, 1), nobody);
    TestCertificate self = ourLeaf().selfSigned();
    add(cases, "self-signed, 2 1 1", false, self.tlsa(2, 1, 1), self);
    add(cases, "self-signed, 3 1 1", true, self.tlsa(3, 1, 1), self);

    TestCertificate weakSigned = ourLeaf().signature("SHA1withRSA").by(rsa(2048));
    add(cases, "weak digest, 2", false, rsa(2048).tlsa(2, 1, 1), weakSigned, rsa(2048));
    TestCertificate weak = rsa(1024);
    add(cases, "weak authority", false, weak.tlsa(2, 1, 1), ourLeaf().by(weak), weak);
    add(
        cases,
        "strong authority",
        true,
        rsa(2048).tlsa(2, 1, 1),
        ourLeaf().by(rsa(2048)),
        rsa(2048));
  }

  /** Cases that OpenSSL accepts and we refuse. */
  private void differences(List<Case> cases) throws Exception {
    // OpenSSL uses the commonName if there is no dNSName. RFC 9525 section 2 forbids that.
    TestCertificate common =
        now(TestCertificateBuilder.of(Contexts.HOST)).realm(Contexts.REALM).by(root);
    cases.add(
        new Case("common name", List.of(common, root), List.of(root.tlsa(2, 1, 1)), false, true));
    // OpenSSL accepts a wildcard within a label. RFC 9525 section 6.3 requires a whole label.
    TestCertificate partial = wildcard("k*.b.example");
    cases.add(
        new Case(
            "part of label", List.of(partial, root), List.of(root.tlsa(2, 1, 1)), false, true));
    // OpenSSL compares name constraints with the literal wildcard, not with the host.
    TestCertificate excluding =
        now(TestCertificateBuilder.authority("ca")).limits("b.example", Contexts.HOST).by(root);
    TestCertificate covering =
        now(TestCertificateBuilder.leaf("*.b.example", Contexts.REALM)).by(excluding);
    cases.add(
        new Case(
            "wildcard over an excluded name",
            List.of(covering, excluding, root),
            List.of(root.tlsa(2, 1, 1)),
            false,
            true));
    // OpenSSL ignores the dates of an anchor that is not a root. We require a valid certificate,
    // because the peer sends it.
    TestCertificate expired = expired(TestCertificateBuilder.authority("ca")).by(root);
    cases.add(
        new Case(
            "expired anchor",
            List.of(ourLeaf().by(expired), expired, root),
            List.of(expired.tlsa(2, 0, 1)),
            false,
            true));
    // OpenSSL accepts the leaf's own bare key as an anchor. We never accept the leaf as an
    // authority.
    TestCertificate self = ourLeaf().selfSigned();
    cases.add(
        new Case("self-signed, 2 1 0", List.of(self), List.of(self.tlsa(2, 1, 0)), false, true));
  }

  private void authorities(List<Case> cases) throws Exception {
    wrong(cases, "not an authority", now(TestCertificateBuilder.of("ca")));
    TestCertificate expired = expired(TestCertificateBuilder.authority("ca")).by(root);
    TlsaRecord ta = root.tlsa(2, 0, 1);
    add(cases, "expired between", false, ta, ourLeaf().by(expired), expired, root);
    TestCertificate expiredRoot = expired(TestCertificateBuilder.authority("ca")).selfSigned();
    TlsaRecord old = expiredRoot.tlsa(2, 0, 1);
    add(cases, "expired root", false, old, ourLeaf().by(expiredRoot), expiredRoot);
    wrong(
        cases,
        "signs no certificates",
        now(TestCertificateBuilder.authority("ca")).usage(KeyUsage.cRLSign));
    wrong(
        cases,
        "for mail only",
        now(TestCertificateBuilder.authority("ca")).purpose(KeyPurposeId.id_kp_emailProtection));
    TestCertificate permitted =
        now(TestCertificateBuilder.authority("permitted")).limits("b.example", null).by(root);
    TestCertificate sub = now(TestCertificateBuilder.authority("a-name")).by(permitted);
    TlsaRecord top = root.tlsa(2, 1, 1);
    add(cases, "common name below limits", true, top, ourLeaf().by(sub), sub, permitted, root);
    TestCertificate limit =
        now(TestCertificateBuilder.authority("limit"))
            .constraints(new BasicConstraints(0))
            .by(root);
    TestCertificate below = now(TestCertificateBuilder.authority("below")).by(limit);
    TestCertificate tooDeep = ourLeaf().by(below);
    TestCertificate deep = ourLeaf().by(limit);
    add(cases, "path length kept", true, root.tlsa(2, 1, 1), deep, limit, root);
    add(cases, "path length exceeded", false, root.tlsa(2, 1, 1), tooDeep, below, limit, root);
    TestCertificate other = now(TestCertificateBuilder.authority("other")).selfSigned();
    TestCertificate crossed =
        now(TestCertificateBuilder.authority("middle")).keys(middle.keys()).by(other);
    add(cases, "cross-signed", true, other.tlsa(2, 1, 1), leaf, crossed, middle, other, root);
  }

  /**
   * Adds a case with the wrong authority as the anchor, and one with it between anchor and leaf.
   */
  private void wrong(List<Case> cases, String name, TestCertificateBuilder builder)
      throws Exception {
    TestCertificate wrong = builder.by(root);
    TestCertificate below = ourLeaf().by(wrong);
    add(cases, name + ", anchor", false, wrong.tlsa(2, 0, 1), below, wrong, root);
    add(cases, name + ", between", false, root.tlsa(2, 0, 1), below, wrong, root);
  }

  private static void add(
      List<Case> cases, String name, boolean good, TlsaRecord record, TestCertificate... chain) {
    cases.add(new Case(name, List.of(chain), List.of(record), good));
  }

  private static TestCertificateBuilder expired(TestCertificateBuilder builder) {
    return builder.valid(TODAY.minus(DAY), TODAY.minusSeconds(60));
  }

  private TestCertificate wildcard(String name) throws Exception {
    return now(TestCertificateBuilder.leaf(name, Contexts.REALM)).by(root);
  }

  private TestCertificate rsa(int bits) throws Exception {
    TestCertificate known = rsa.get(bits);
    if (known == null) {
      known =
          now(TestCertificateBuilder.authority("rsa"))
              .keys(TestCertificateBuilder.keys("RSA", bits))
              .selfSigned();
      rsa.put(bits, known);
    }
    return known;
  }

  private void compare(Case c) throws Exception {
    DaneContext context =
        new DaneContext(
            List.of(Contexts.HOST), Optional.empty(), TrustRoots.none(), TrustRoots.none(), TODAY);
    DaneVerdict verdict =
        Dane.verify(c.chain().stream().map(TestCertificate::der).toList(), c.records(), context);
    LabCommand.Output theirs = openssl(c);

    assertEquals(c.good(), verdict.ok(), verdict.reason());
    assertEquals(c.theirs(), theirs.exitCode() == 0, theirs.text());
    assertEquals(c.theirs(), theirs.text().contains("Verification: OK"), theirs.text());
    if (c.good()) {
      assertEquals(verdict.depth().getAsInt(), depth(theirs.text()), theirs.text());
    }
  }

  /** The depth of the match. A bare key is one above the certificate that it signed. */
  private static int depth(String text) {
    Matcher line = MATCHED.matcher(text);
    assertTrue(line.find(), text);
    return Integer.parseInt(line.group(2)) + (line.group(1).startsWith("signed") ? 1 : 0);
  }

  private LabCommand.Output openssl(Case c) throws Exception {
    Path own = Files.createTempDirectory(folder, "case");
    Files.writeString(own.resolve("leaf.pem"), c.chain().get(0).pem());
    Files.writeString(own.resolve("leaf.key"), c.chain().get(0).keyPem());
    int port = Ports.free();
    List<String> server =
        new ArrayList<>(
            List.of(
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-www",
                "-cipher",
                "DEFAULT@SECLEVEL=0"));
    server.addAll(List.of("-cert", "leaf.pem", "-key", "leaf.key"));
    if (c.chain().size() > 1) {
      String others =
          String.join("", c.chain().stream().skip(1).map(TestCertificate::pem).toList());
      Files.writeString(own.resolve("others.pem"), others);
      server.addAll(List.of("-cert_chain", "others.pem"));
    }
    List<String> client =
        new ArrayList<>(
            List.of("s_client", "-connect", "127.0.0.1:" + port, "-brief", "-verify_return_error"));
    client.addAll(List.of("-no-CAfile", "-no-CApath", "-no-CAstore"));
    client.addAll(List.of("-dane_tlsa_domain", Contexts.HOST, "-dane_ee_no_namechecks"));
    for (TlsaRecord record : c.records()) {
      client.addAll(List.of("-dane_tlsa_rrdata", record.toString()));
    }
    try (LabProcess running =
        new LabCommand(own, "openssl", server.toArray(String[]::new)).start()) {
      running.awaitPort(port, LIMIT);
      return new LabCommand(own, "openssl", client.toArray(String[]::new)).runToAnyEnd();
    }
  }
}
