package org.kxover.dane;

import java.util.Arrays;

/**
 * Finds the subjectPublicKeyInfo in the octets of a certificate (RFC 5280 section 4.1).
 *
 * <p>DANE hashes octets, so this class returns the original octets. Decoded and re-encoded octets
 * could differ from what the peer sent.
 */
public final class CertificateDer {
  /** The size of the largest accepted certificate, in octets. */
  public static final int MAX_LENGTH = 16 * 1024;

  private CertificateDer() {}

  /**
   * The DER of the subjectPublicKeyInfo, with tag and length.
   *
   * @throws CertificateSyntaxException if {@code certificate} is too long, or is not valid DER up
   *     to the end of that field
   */
  public static byte[] subjectPublicKeyInfo(byte[] certificate) throws CertificateSyntaxException {
    if (certificate.length > MAX_LENGTH) {
      throw new CertificateSyntaxException(
          "certificate of " + certificate.length + " octets is longer than " + MAX_LENGTH);
    }
    DerCursor outer = new DerCursor(certificate, 0, certificate.length, "Certificate");
    DerCursor whole = outer.enter(DerCursor.SEQUENCE, "Certificate");
    outer.end();

    DerCursor tbs = whole.enter(DerCursor.SEQUENCE, "tbsCertificate");
    whole.skip(DerCursor.SEQUENCE, "signatureAlgorithm");
    whole.skipWholeOctets("signatureValue");
    whole.end();

    if (tbs.at(DerCursor.VERSION)) {
      tbs.skip(DerCursor.VERSION, "version");
    }
    tbs.skip(DerCursor.INTEGER, "serialNumber");
    tbs.skip(DerCursor.SEQUENCE, "signature");
    tbs.skip(DerCursor.SEQUENCE, "issuer");
    tbs.skip(DerCursor.SEQUENCE, "validity");
    tbs.skip(DerCursor.SEQUENCE, "subject");
    int from = tbs.position();
    requirePublicKeyInfo(tbs);
    return Arrays.copyOfRange(certificate, from, tbs.position());
  }

  /** True if {@code octets} are exactly one subjectPublicKeyInfo. */
  static boolean isSubjectPublicKeyInfo(byte[] octets) {
    try {
      DerCursor cursor = new DerCursor(octets, 0, octets.length, "subjectPublicKeyInfo");
      requirePublicKeyInfo(cursor);
      cursor.end();
      return octets.length <= MAX_LENGTH;
    } catch (CertificateSyntaxException e) {
      return false;
    }
  }

  private static void requirePublicKeyInfo(DerCursor cursor) throws CertificateSyntaxException {
    DerCursor info = cursor.enter(DerCursor.SEQUENCE, "subjectPublicKeyInfo");
    info.skip(DerCursor.SEQUENCE, "algorithm");
    info.skipWholeOctets("subjectPublicKey");
    info.end();
  }
}
