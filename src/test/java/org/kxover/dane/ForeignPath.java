package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges the chain of a certificate that is not for a realm, by all rules but those about the
 * wanted host and realm.
 */
public final class ForeignPath {
  private ForeignPath() {}

  /**
   * Why no path leads from the leaf to a root; empty if one does.
   *
   * @param chainDer leaf first, the others in any order
   */
  public static Optional<String> objection(
      List<byte[]> chainDer, List<byte[]> rootsDer, Instant time) {
    try {
      TrustRoots roots = rootsDer.isEmpty() ? TrustRoots.none() : TrustRoots.of(rootsDer);
      DaneContext context =
          new DaneContext(List.of(), Optional.empty(), roots, TrustRoots.none(), time);
      PeerChain chain = PeerChain.parse(chainDer, context);
      X509Certificate leaf = chain.leaf().x509();
      Optional<String> objection =
          Stream.of(
                  chain.leaf().keyObjection(),
                  CertificateForm.leafObjection(leaf),
                  KeyUsageCheck.DIGITAL_SIGNATURE.objection(leaf),
                  PurposeCheck.objection(leaf))
              .flatMap(Optional::stream)
              .findFirst();
      if (objection.isPresent()) {
        return objection;
      }
      List<String> hosts = SubjectAltNames.dns(leaf);
      new PathSearch(chain.others(), roots.anchors(), (path, anchor) -> true, hosts, time)
          .from(chain.leaf());
      return Optional.empty();
    } catch (PathException | CertificateSyntaxException | CertificateParsingException e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      return Optional.of("a certificate of the chain is malformed");
    }
  }
}
