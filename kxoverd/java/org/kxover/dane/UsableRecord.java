package org.kxover.dane;

import java.security.MessageDigest;

/**
 * A TLSA record that can be used: each of its numbers has a meaning, and its data is of a form that
 * can match (RFC 7671 section 4.1: the others are as if not there).
 *
 * @param record as the zone has it
 */
record UsableRecord(
    CertificateUsage usage, Selector selector, MatchingType matchingType, TlsaRecord record) {

  /**
   * @param hasRoots whether the operator trusts any authority, without which PKIX means nothing
   * @throws UnusableRecordException where {@code record} cannot be used
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

  /** Whether it is for this certificate, or for this key (RFC 6698 section 2.1.4). */
  boolean matches(byte[] certificate, byte[] publicKeyInfo) {
    byte[] selected =
        switch (selector) {
          case CERT -> certificate;
          case SPKI -> publicKeyInfo;
        };
    return MessageDigest.isEqual(matchingType.associationData(selected), record.association());
  }
}
