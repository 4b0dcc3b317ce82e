package org.kxover.dns;

import java.util.Optional;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;

/**
 * The lengths of an RSA key's numbers, read from the octets (RFC 3110 section 2) without any
 * arithmetic.
 *
 * @param exponentBits without leading zeros
 * @param modulusBits without leading zeros
 */
record RsaSize(int exponentBits, int modulusBits) {
  /** Empty if the key is for another algorithm, or malformed. */
  static Optional<RsaSize> of(DNSKEYRecord key) {
    byte[] octets = key.getKey();
    if (!isRsa(key.getAlgorithm()) || octets == null || octets.length < 3) {
      return Optional.empty();
    }
    int start = 1;
    int length = octets[0] & 0xff;
    if (length == 0) {
      start = 3;
      length = (octets[1] & 0xff) << 8 | (octets[2] & 0xff);
    }
    int end = start + length;
    if (end > octets.length) {
      return Optional.empty();
    }
    return Optional.of(new RsaSize(bits(octets, start, end), bits(octets, end, octets.length)));
  }

  private static boolean isRsa(int algorithm) {
    return algorithm == Algorithm.RSAMD5
        || algorithm == Algorithm.RSASHA1
        || algorithm == Algorithm.RSA_NSEC3_SHA1
        || algorithm == Algorithm.RSASHA256
        || algorithm == Algorithm.RSASHA512;
  }

  private static int bits(byte[] octets, int start, int end) {
    int first = start;
    while (first < end && octets[first] == 0) {
      first++;
    }
    if (first == end) {
      return 0;
    }
    int leading = Integer.SIZE - Integer.numberOfLeadingZeros(octets[first] & 0xff);
    return (end - first - 1) * Byte.SIZE + leading;
  }
}
