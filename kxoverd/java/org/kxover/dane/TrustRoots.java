package org.kxover.dane;

import java.util.ArrayList;
import java.util.List;

/** CA certificates that the operator trusts. */
public final class TrustRoots {
  private static final TrustRoots NONE = new TrustRoots(List.of());

  private final List<Anchor> anchors;

  private TrustRoots(List<Anchor> anchors) {
    this.anchors = List.copyOf(anchors);
  }

  public static TrustRoots none() {
    return NONE;
  }

  /**
   * @param certificatesDer one or more
   * @throws CertificateSyntaxException if the list is empty, or an element is not a certificate
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
