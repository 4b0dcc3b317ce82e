package org.kxover.dane;

import java.util.Arrays;

/**
 * Finds the subjectPublicKeyInfo in the octets of a certificate (RFC 5280 section 4.1).
 *
 * <p>DANE hashes octets, so they are cut out as they stand; decoding and encoding them again could
 * hash something that the peer never sent.
 */
public final class CertificateDer {
  /** The largest certificate that is looked at, in octets. */
  public static final int MAX_LENGTH = 16 * 1024;

  private CertificateDer() {}

  /**
   * The octets of the subjectPublicKeyInfo, tag and length included.
   *
   * @throws CertificateSyntaxException where {@code certificate} is too long, or is not the DER of
   *     a certificate down to that field
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

  /** Whether {@code octets} are one subjectPublicKeyInfo and nothing after it. */
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
