package org.kxover.dns;

import java.security.PublicKey;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.DNSSECException;

/**
 * A zone's key that the validator cannot read, because its algorithm is unknown or its octets are
 * malformed. It verifies no signature.
 *
 * <p>One such key among others makes the validator treat the whole zone as unsigned. But a zone may
 * have keys of other algorithms, such as a new one (RFC 6840 section 5.11). So this key answers all
 * of the validator's questions, and leads to no signature.
 */
final class UnreadableKey extends DNSKEYRecord {
  private static final long serialVersionUID = 1L;

  /** A key that every signature check refuses. */
  private static final class NoKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "unreadable";
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  UnreadableKey(DNSKEYRecord original) {
    super(
        original.getName(),
        original.getDClass(),
        original.getTTL(),
        original.getFlags(),
        original.getProtocol(),
        original.getAlgorithm(),
        original.getKey());
  }

  /** True if the validator can read the key, which has nothing to do with trust in it. */
  static boolean isReadable(DNSKEYRecord key) {
    try {
      key.getPublicKey();
      return true;
    } catch (DNSSECException | RuntimeException e) {
      return false;
    }
  }

  @Override
  public PublicKey getPublicKey() {
    return new NoKey();
  }

  /**
   * An algorithm whose keys all have the same size, so that the validator does not look for it. The
   * record's octets, from which digests are made, keep the true algorithm.
   */
  @Override
  public int getAlgorithm() {
    return Algorithm.ED25519;
  }
}
