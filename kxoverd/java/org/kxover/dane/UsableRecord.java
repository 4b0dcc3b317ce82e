package org.kxover.dane;

import java.security.MessageDigest;

/**
 * A usable TLSA record: its numbers are defined, and its data has a form that can match. Other
 * records must be ignored (RFC 7671 section 4.1).
 *
 * @param record the record as published in the zone
 */
record UsableRecord(
    CertificateUsage usage, Selector selector, MatchingType matchingType, TlsaRecord record) {

  /**
   * @param hasRoots true if the operator has PKIX roots, which PKIX-TA and PKIX-EE require
   * @throws UnusableRecordException if {@code record} is unusable
   */
  static UsableRecord of(TlsaRecord record, boolean hasRoots) throws UnusableRecordException {
    CertificateUsage usage =
        CertificateUsage.of(record.usage()).orElseThrow(() -> unknown("usage", record.usage()));
    if (usage.needsRoots() && !hasRoots) {
      throw new UnusableRecordException(usage + " needs root certificates, and none are set");
    }
    Selector selector =
        Selector.of(record.selector()).orElseThrow(() -> unknown("selector", record.selector()));
    MatchingType matchingType =
        MatchingType.of(record.matchingType())
            .orElseThrow(() -> unknown("matching type", record.matchingType()));
    byte[] data = record.association();
    switch (matchingType) {
      case FULL -> requireFull(selector, data);
      case SHA2_256 -> requireLength("SHA-256", 32, data);
      case SHA2_512 -> requireLength("SHA-512", 64, data);
    }
    return new UsableRecord(usage, selector, matchingType, record);
  }

  private static UnusableRecordException unknown(String field, int number) {
    return new UnusableRecordException(field + " " + number + " is unknown");
  }

  private static void requireLength(String digest, int length, byte[] data)
      throws UnusableRecordException {
    if (data.length != length) {
      throw new UnusableRecordException(
          digest + " of " + data.length + " octets instead of " + length);
    }
  }

  private static void requireFull(Selector selector, byte[] data) throws UnusableRecordException {
    if (selector == Selector.SPKI) {
      if (!CertificateDer.isSubjectPublicKeyInfo(data)) {
        throw new UnusableRecordException("its data is not a public key");
      }
      return;
    }
    try {
      CertificateDer.subjectPublicKeyInfo(data);
    } catch (CertificateSyntaxException e) {
      throw new UnusableRecordException("its data is not a certificate");
    }
  }

  /** True if it matches the certificate or its key (RFC 6698 section 2.1.4). */
  boolean matches(byte[] certificate, byte[] publicKeyInfo) {
    byte[] selected =
        switch (selector) {
          case CERT -> certificate;
          case SPKI -> publicKeyInfo;
        };
    return MessageDigest.isEqual(matchingType.associationData(selected), record.association());
  }
}
