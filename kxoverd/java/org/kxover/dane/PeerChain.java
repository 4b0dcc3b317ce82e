package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The certificates of a peer, parsed for the checks that need more than the leaf's key. */
final class PeerChain {
  /** More than any chain in practice. */
  static final int MAX_CERTIFICATES = 10;

  private final ChainCertificate leaf;
  private final List<ChainCertificate> others;
  private final DaneContext context;

  private PeerChain(ChainCertificate leaf, List<ChainCertificate> others, DaneContext context) {
    this.leaf = leaf;
    this.others = others;
    this.context = context;
  }

  /**
   * @throws PathException if there are too many certificates, or one is malformed
   */
  static PeerChain parse(List<byte[]> chainDer, DaneContext context) throws PathException {
    if (chainDer.size() > MAX_CERTIFICATES) {
      throw new PathException(
          "a chain of " + chainDer.size() + " certificates is longer than " + MAX_CERTIFICATES);
    }
    List<ChainCertificate> certificates = new ArrayList<>();
    for (byte[] der : chainDer) {
      try {
        certificates.add(ChainCertificate.parse(der));
      } catch (CertificateSyntaxException e) {
        throw new PathException(
            "certificate " + certificates.size() + " of the chain: " + e.getMessage());
      }
    }
    return new PeerChain(
        certificates.get(0), certificates.subList(1, certificates.size()), context);
  }

  ChainCertificate leaf() {
    return leaf;
  }

  /** All certificates except the leaf, in the peer's order. */
  List<ChainCertificate> others() {
    return others;
  }

  /**
   * Finds a valid path to one of the anchors, after checking that the leaf is for the host and the
   * realm.
   *
   * @param wanted accepts a path
   */
  PathSearch.Found path(List<Anchor> anchors, BiPredicate<CertificatePath, Anchor> wanted)
      throws PathException {
    try {
      Optional<String> objection = LeafIdentity.objection(leaf.x509(), context);
      if (objection.isPresent()) {
        throw PathException.at(0, objection.get());
      }
      List<String> hosts = LeafIdentity.hosts(leaf.x509(), context.names());
      return new PathSearch(others, anchors, wanted, hosts, context.time()).from(leaf);
    } catch (CertificateParsingException | RuntimeException e) {
      // The platform parses some parts of a certificate late, and throws various exceptions then.
      throw new PathException("a certificate of the chain is malformed");
    }
  }

  /**
   * Requires a valid path to a federation root.
   *
   * @throws PathException if there is none
   */
  void requireFederation() throws PathException {
    path(context.federationRoots().anchors(), (path, anchor) -> true);
  }
}
