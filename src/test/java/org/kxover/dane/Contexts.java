package org.kxover.dane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/** Contexts for tests of chains. */
final class Contexts {
  static final String HOST = "kx.b.example";
  static final String REALM = "B.EXAMPLE";

  /** The usual host and realm at {@link TestCertificateBuilder#NOW}, without roots. */
  static final DaneContext PLAIN = at(TestCertificateBuilder.NOW);

  private Contexts() {}

  static DaneContext at(Instant time) {
    return new DaneContext(
        List.of(HOST), Optional.of(new Realm(REALM)), TrustRoots.none(), TrustRoots.none(), time);
  }

  static DaneContext named(String... names) {
    return new DaneContext(
        List.of(names),
        PLAIN.realm(),
        TrustRoots.none(),
        TrustRoots.none(),
        TestCertificateBuilder.NOW);
  }

  static DaneContext realm(Optional<Realm> realm) {
    return new DaneContext(
        PLAIN.names(), realm, TrustRoots.none(), TrustRoots.none(), TestCertificateBuilder.NOW);
  }

  static DaneContext pkix(TestCertificate... roots) throws CertificateSyntaxException {
    return new DaneContext(
        PLAIN.names(), PLAIN.realm(), roots(roots), TrustRoots.none(), TestCertificateBuilder.NOW);
  }

  static DaneContext federation(TestCertificate... roots) throws CertificateSyntaxException {
    return new DaneContext(
        PLAIN.names(), PLAIN.realm(), TrustRoots.none(), roots(roots), TestCertificateBuilder.NOW);
  }

  static TrustRoots roots(TestCertificate... roots) throws CertificateSyntaxException {
    return TrustRoots.of(TestCertificate.chain(roots));
  }
}
