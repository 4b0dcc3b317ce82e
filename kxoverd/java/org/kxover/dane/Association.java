package org.kxover.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Compares a certificate with a record's certificate association data (RFC 6698 section 2.1.4). */
final class Association {
  private Association() {}

  /** Whether the record, which must be usable, is for this certificate or this key. */
  static boolean matches(TlsaRecord record, byte[] certificate, byte[] publicKeyInfo) {
    byte[] selected = record.selector() == 0 ? certificate : publicKeyInfo;
    return MessageDigest.isEqual(compared(selected, record), record.association());
  }

  private static byte[] compared(byte[] selected, TlsaRecord record) {
    return switch (record.matchingType()) {
      case 0 -> selected;
      case 1 -> digest("SHA-256", selected);
      default -> digest("SHA-512", selected);
    };
  }

  static byte[] digest(String algorithm, byte[] octets) {
    try {
      return MessageDigest.getInstance(algorithm).digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
