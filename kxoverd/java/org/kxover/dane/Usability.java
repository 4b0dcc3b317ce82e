package org.kxover.dane;

import java.util.Optional;

/** Which records can be used at all (RFC 7671 section 4.1: the others are as if not there). */
final class Usability {
  private static final int PKIX_EE = 1;
  private static final int DANE_EE = 3;

  private Usability() {}

  /**
   * Why {@code record} cannot be used; empty where it can.
   *
   * @param hasRoots whether the operator trusts any authority, without which PKIX means nothing
   */
  static Optional<String> objection(TlsaRecord record, boolean hasRoots) {
    if (record.usage() > DANE_EE) {
      return Optional.of("usage " + record.usage() + " is unknown");
    }
    if (record.usage() <= PKIX_EE && !hasRoots) {
      return Optional.of(
          (record.usage() == PKIX_EE ? "PKIX-EE" : "PKIX-TA")
              + " needs root certificates, and none are set");
    }
    if (record.selector() != 0 && record.selector() != 1) {
      return Optional.of("selector " + record.selector() + " is unknown");
    }
    return switch (record.matchingType()) {
      case 0 -> fullObjection(record);
      case 1 -> lengthObjection(record, "SHA-256", 32);
      case 2 -> lengthObjection(record, "SHA-512", 64);
      default -> Optional.of("matching type " + record.matchingType() + " is unknown");
    };
  }

  private static Optional<String> lengthObjection(TlsaRecord record, String digest, int length) {
    int actual = record.association().length;
    return actual == length
        ? Optional.empty()
        : Optional.of(digest + " of " + actual + " octets instead of " + length);
  }

  private static Optional<String> fullObjection(TlsaRecord record) {
    byte[] association = record.association();
    if (record.selector() == 1) {
      return CertificateDer.isSubjectPublicKeyInfo(association)
          ? Optional.empty()
          : Optional.of("its data is not a public key");
    }
    try {
      CertificateDer.subjectPublicKeyInfo(association);
      return Optional.empty();
    } catch (CertificateSyntaxException e) {
      return Optional.of("its data is not a certificate");
    }
  }
}
