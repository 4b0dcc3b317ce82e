package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kxover.dane.DaneVerdict.Status;

/** Judges a chain in each way that needs a path: usages 0, 1 and 2, and federation roots. */
final class PathWays {
  private final TestCertificate anchor;
  private final List<TestCertificate> chain;

  private PathWays(TestCertificate anchor, TestCertificate... chain) {
    this.anchor = anchor;
    this.chain = List.of(chain);
  }

  /**
   * @param chain leaf first; the anchor may be left out
   */
  static PathWays of(TestCertificate anchor, TestCertificate... chain) {
    return new PathWays(anchor, chain);
  }

  private Map<String, DaneVerdict> verdicts(String... hosts) throws CertificateSyntaxException {
    TrustRoots roots = Contexts.roots(anchor);
    DaneContext plain = Contexts.named(hosts);
    DaneContext pkix =
        new DaneContext(plain.names(), plain.realm(), roots, TrustRoots.none(), plain.time());
    DaneContext federation =
        new DaneContext(plain.names(), plain.realm(), TrustRoots.none(), roots, plain.time());
    TestCertificate leaf = chain.get(0);
    Map<String, DaneVerdict> verdicts = new LinkedHashMap<>();
    // With full data the peer need not send the anchor.
    verdicts.put("PKIX-TA", verify(anchor.tlsa(0, 0, 0), pkix));
    verdicts.put("PKIX-EE", verify(leaf.tlsa(1, 1, 1), pkix));
    verdicts.put("DANE-TA", verify(anchor.tlsa(2, 0, 0), plain));
    verdicts.put("federation", verify(leaf.tlsa(3, 1, 1), federation));
    return verdicts;
  }

  private DaneVerdict verify(TlsaRecord record, DaneContext context) {
    return Dane.verify(
        TestCertificate.chain(chain.toArray(TestCertificate[]::new)), List.of(record), context);
  }

  void accepted() throws Exception {
    acceptedFor(Contexts.HOST);
  }

  void acceptedFor(String... hosts) throws Exception {
    verdicts(hosts).forEach((way, v) -> assertTrue(v.ok(), () -> way + ": " + v.reason()));
  }

  /** Asserts that each way refuses the chain with {@code why}, and that DANE-EE accepts it. */
  void refused(String why) throws Exception {
    refusedFor(Contexts.HOST, why);
  }

  void refusedFor(String host, String why) throws Exception {
    verdicts(host)
        .forEach(
            (way, v) -> {
              assertTrue(!v.ok() && v.reason().contains(why), () -> way + ": " + v.reason());
              assertEquals(
                  way.equals("federation"), v.status() == Status.NOT_FEDERATED, v.reason());
            });
    DaneVerdict ee = verify(chain.get(0).tlsa(3, 1, 1), Contexts.named(host));
    assertTrue(ee.ok(), ee.reason());
  }
}
