package org.kxover.dane;

import java.util.ArrayList;
import java.util.List;

/** Certificates of authorities that the operator trusts, read once and used for every chain. */
public final class TrustRoots {
  private static final TrustRoots NONE = new TrustRoots(List.of());

  private final List<Anchor> anchors;

  private TrustRoots(List<Anchor> anchors) {
    this.anchors = List.copyOf(anchors);
  }

  /** Nobody is trusted. */
  public static TrustRoots none() {
    return NONE;
  }

  /**
   * @param certificatesDer one or more
   * @throws CertificateSyntaxException where there is none, or one is not a certificate
   */
  public static TrustRoots of(List<byte[]> certificatesDer) throws CertificateSyntaxException {
    if (certificatesDer.isEmpty()) {
      throw new CertificateSyntaxException("no certificate");
    }
    List<Anchor> anchors = new ArrayList<>();
    for (byte[] der : certificatesDer) {
      anchors.add(Anchor.of(ChainCertificate.parse(der)));
    }
    return new TrustRoots(anchors);
  }

  public boolean isEmpty() {
    return anchors.isEmpty();
  }

  List<Anchor> anchors() {
    return anchors;
  }
}
