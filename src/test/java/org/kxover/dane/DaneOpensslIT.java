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
 * Holds the same chains against the same records with {@code openssl s_client}, as the client of a
 * server that shows them.
 *
 * <p>OpenSSL knows nothing of realms, so here the realm is left open. All dates are the real ones:
 * it has no other clock.
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
  private final Map<Integer, Made> rsa = new HashMap<>();
  private Made root;
  private Made middle;
  private Made leaf;
  private Made stranger;

  /**
   * A chain and its records.
   *
   * @param good what both have to say, unless {@code theirs} differs
   */
  private record Case(
      String name, List<Made> chain, List<TlsaRecord> records, boolean good, boolean theirs) {
    Case(String name, List<Made> chain, List<TlsaRecord> records, boolean good) {
      this(name, chain, records, good, good);
    }
  }

  private static Making now(Making making) {
    return making.valid(TODAY.minus(DAY), TODAY.plus(DAY));
  }

  private static Making ours() {
    return now(Making.leaf(Contexts.HOST, Contexts.REALM));
  }

  @BeforeAll
  void make() throws Exception {
    root = now(Making.authority("root")).selfSigned();
    middle = now(Making.authority("middle")).by(root);
    leaf = ours().by(middle);
    stranger = now(Making.authority("stranger")).selfSigned();
  }

  @TestFactory
  Stream<DynamicTest> opensslSaysTheSame() throws Exception {
    List<Case> cases = new ArrayList<>();
    records(cases);
    chains(cases);
    differences(cases);
    assertEquals(77, cases.size());
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> hold(c)));
  }

  private void records(List<Case> cases) {
    List<Made> whole = List.of(leaf, middle, root);
    for (int selector = 0; selector <= 1; selector++) {
      for (int matchingType = 0; matchingType <= 2; matchingType++) {
        String how = " " + selector + " " + matchingType;
        for (Made one : List.of(leaf, middle, stranger)) {
          cases.add(
              new Case(
                  "3" + how + " of " + one.subject(),
                  whole,
                  List.of(one.tlsa(3, selector, matchingType)),
                  one == leaf));
        }
        for (Made one : List.of(leaf, middle, root, stranger)) {
          cases.add(
              new Case(
                  "2" + how + " of " + one.subject(),
                  whole,
                  List.of(one.tlsa(2, selector, matchingType)),
                  one == middle || one == root));
        }
      }
    }
    TlsaRecord wrong512 = stranger.tlsa(3, 1, 2);
    cases.add(new Case("agility", whole, List.of(leaf.tlsa(3, 1, 1), wrong512), false));
    cases.add(new Case("other selector", whole, List.of(leaf.tlsa(3, 0, 1), wrong512), true));
    cases.add(
        new Case("rollover", whole, List.of(stranger.tlsa(3, 1, 1), leaf.tlsa(3, 1, 1)), true));
  }

  private void chains(List<Case> cases) throws Exception {
    authorities(cases);
    TlsaRecord ta = root.tlsa(2, 1, 1);
    add(cases, "shuffled", true, ta, leaf, root, middle);
    add(cases, "gap", false, ta, leaf, root);
    add(cases, "bare key", true, root.tlsa(2, 1, 0), leaf, middle);
    add(cases, "bare key of the last", true, middle.tlsa(2, 1, 0), leaf);
    add(cases, "bare certificate", true, root.tlsa(2, 0, 0), leaf, middle);
    add(cases, "bare key of another", false, stranger.tlsa(2, 1, 0), leaf, middle);
    add(cases, "bare certificate of another", false, stranger.tlsa(2, 0, 0), leaf, middle);
    add(cases, "digest without its certificate", false, ta, leaf, middle);

    Made expired = expired(Making.leaf(Contexts.HOST, Contexts.REALM)).by(root);
    add(cases, "expired leaf, 2", false, ta, expired, root);
    add(cases, "expired leaf, 3", true, expired.tlsa(3, 1, 1), expired, root);
    Made elsewhere = now(Making.leaf("x.example", Contexts.REALM)).by(root);
    add(cases, "other name, 2", false, ta, elsewhere, root);
    add(cases, "other name, 3", true, elsewhere.tlsa(3, 1, 1), elsewhere, root);
    add(cases, "wildcard", true, ta, wildcard("*.b.example"), root);
    add(cases, "wildcard two labels up", false, ta, wildcard("*.example"), root);

    Made self = ours().selfSigned();
    add(cases, "self-signed, 2 1 1", false, self.tlsa(2, 1, 1), self);
    add(cases, "self-signed, 3 1 1", true, self.tlsa(3, 1, 1), self);

    Made weakSigned = ours().signature("SHA1withRSA").by(rsa(2048));
    add(cases, "weak digest, 2", false, rsa(2048).tlsa(2, 1, 1), weakSigned, rsa(2048));
    Made weak = rsa(1024);
    add(cases, "weak authority", false, weak.tlsa(2, 1, 1), ours().by(weak), weak);
    add(cases, "strong authority", true, rsa(2048).tlsa(2, 1, 1), ours().by(rsa(2048)), rsa(2048));
  }

  /** Where we are the stricter, and why. */
  private void differences(List<Case> cases) throws Exception {
    // It takes the commonName where there is no dNSName; RFC 9525 section 2 has done with that.
    Made common = now(Making.of(Contexts.HOST)).realm(Contexts.REALM).by(root);
    cases.add(
        new Case("common name", List.of(common, root), List.of(root.tlsa(2, 1, 1)), false, true));
    // It takes a wildcard within a label; RFC 9525 section 6.3 wants the whole one.
    Made partial = wildcard("k*.b.example");
    cases.add(
        new Case(
            "part of label", List.of(partial, root), List.of(root.tlsa(2, 1, 1)), false, true));
    // To it, dates are nothing to an anchor that is no root. Here they end it: the peer still sends
    // the certificate, so it can be expected to be a good one.
    Made expired = expired(Making.authority("ca")).by(root);
    cases.add(
        new Case(
            "expired anchor",
            List.of(ours().by(expired), expired, root),
            List.of(expired.tlsa(2, 0, 1)),
            false,
            true));
    // A bare key may be the leaf's own there; here a leaf is no authority, in whatever form.
    Made self = ours().selfSigned();
    cases.add(
        new Case("self-signed, 2 1 0", List.of(self), List.of(self.tlsa(2, 1, 0)), false, true));
  }

  private void authorities(List<Case> cases) throws Exception {
    wrong(cases, "not an authority", now(Making.of("ca")));
    Made expired = expired(Making.authority("ca")).by(root);
    TlsaRecord ta = root.tlsa(2, 0, 1);
    add(cases, "expired between", false, ta, ours().by(expired), expired, root);
    Made expiredRoot = expired(Making.authority("ca")).selfSigned();
    TlsaRecord old = expiredRoot.tlsa(2, 0, 1);
    add(cases, "expired root", false, old, ours().by(expiredRoot), expiredRoot);
    wrong(cases, "signs no certificates", now(Making.authority("ca")).usage(KeyUsage.cRLSign));
    Made limit = now(Making.authority("limit")).constraints(new BasicConstraints(0)).by(root);
    Made below = now(Making.authority("below")).by(limit);
    Made tooDeep = ours().by(below);
    Made deep = ours().by(limit);
    add(cases, "path length kept", true, root.tlsa(2, 1, 1), deep, limit, root);
    add(cases, "path length exceeded", false, root.tlsa(2, 1, 1), tooDeep, below, limit, root);
    Made other = now(Making.authority("other")).selfSigned();
    Made crossed = now(Making.authority("middle")).keys(middle.keys()).by(other);
    add(cases, "cross-signed", true, other.tlsa(2, 1, 1), leaf, crossed, middle, other, root);
  }

  /** That authority as the anchor, and between the anchor and the leaf. */
  private void wrong(List<Case> cases, String name, Making making) throws Exception {
    Made wrong = making.by(root);
    Made below = ours().by(wrong);
    add(cases, name + ", anchor", false, wrong.tlsa(2, 0, 1), below, wrong, root);
    add(cases, name + ", between", false, root.tlsa(2, 0, 1), below, wrong, root);
  }

  private static void add(
      List<Case> cases, String name, boolean good, TlsaRecord record, Made... chain) {
    cases.add(new Case(name, List.of(chain), List.of(record), good));
  }

  private static Making expired(Making making) {
    return making.valid(TODAY.minus(DAY), TODAY.minusSeconds(60));
  }

  private Made wildcard(String name) throws Exception {
    return now(Making.leaf(name, Contexts.REALM)).by(root);
  }

  private Made rsa(int bits) throws Exception {
    Made known = rsa.get(bits);
    if (known == null) {
      known = now(Making.authority("rsa")).keys(Making.keys("RSA", bits)).selfSigned();
      rsa.put(bits, known);
    }
    return known;
  }

  private void hold(Case c) throws Exception {
    DaneContext context =
        new DaneContext(
            List.of(Contexts.HOST), Optional.empty(), TrustRoots.none(), TrustRoots.none(), TODAY);
    DaneVerdict verdict =
        Dane.verify(c.chain().stream().map(Made::der).toList(), c.records(), context);
    LabCommand.Output theirs = openssl(c);

    assertEquals(c.good(), verdict.ok(), verdict.reason());
    assertEquals(c.theirs(), theirs.exitCode() == 0, theirs.text());
    assertEquals(c.theirs(), theirs.text().contains("Verification: OK"), theirs.text());
    if (c.good()) {
      assertEquals(verdict.depth().getAsInt(), depth(theirs.text()), theirs.text());
    }
  }

  /** Of what matched; a bare key stands one above what it signed. */
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
      String others = String.join("", c.chain().stream().skip(1).map(Made::pem).toList());
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
