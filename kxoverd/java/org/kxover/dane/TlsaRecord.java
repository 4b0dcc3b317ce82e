package org.kxover.dane;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One TLSA record (RFC 6698 section 2.1).
 *
 * <p>Undefined numbers are kept, because a record with one exists but is unusable.
 *
 * @param usage certificate usage, 0 to 255: the number of a {@link CertificateUsage}, or undefined
 * @param selector selector, 0 to 255: the number of a {@link Selector}, or undefined
 * @param matchingType matching type, 0 to 255: the number of a {@link MatchingType}, or undefined
 * @param association the certificate association data
 */
public record TlsaRecord(int usage, int selector, int matchingType, byte[] association) {
  /**
   * Copies {@code association}.
   *
   * @throws IllegalArgumentException if a number does not fit an octet
   */
  public TlsaRecord {
    requireOctet("usage", usage);
    requireOctet("selector", selector);
    requireOctet("matching type", matchingType);
    association = association.clone();
  }

  /** The record that KXOVER publishes for a key: DANE-EE, SPKI, SHA2-256 (3 1 1). */
  public static TlsaRecord ofKey(byte[] subjectPublicKeyInfo) {
    return new TlsaRecord(
        CertificateUsage.DANE_EE.number(),
        Selector.SPKI.number(),
        MatchingType.SHA2_256.number(),
        MatchingType.SHA2_256.associationData(subjectPublicKeyInfo));
  }

  private static void requireOctet(String field, int number) {
    if (number < 0 || number > 255) {
      throw new IllegalArgumentException("TLSA " + field + " is not an octet: " + number);
    }
  }

  /** A copy. */
  @Override
  public byte[] association() {
    return association.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsaRecord that
        && usage == that.usage
        && selector == that.selector
        && matchingType == that.matchingType
        && Arrays.equals(association, that.association);
  }

  @Override
  public int hashCode() {
    return 31 * (usage << 16 | selector << 8 | matchingType) + Arrays.hashCode(association);
  }

  /** In the presentation format of RFC 6698 section 2.2: {@code 3 1 1 ab12...}. */
  @Override
  public String toString() {
    return usage
        + " "
        + selector
        + " "
        + matchingType
        + " "
        + HexFormat.of().formatHex(association);
  }
}
