package org.kxover.dns;

import java.util.Set;
import org.xbill.DNS.DNSSEC.Algorithm;

/** The algorithms whose signatures by zones count. Zones with other ones only are insecure. */
public enum ZoneAlgorithms {
  /**
   * The algorithms that RFC 8624 section 3.1 recommends to validators, without SHA-1 (RFC 9905).
   */
  WITHOUT_SHA1(
      Set.of(
          Algorithm.RSASHA256,
          Algorithm.RSASHA512,
          Algorithm.ECDSAP256SHA256,
          Algorithm.ECDSAP384SHA384,
          Algorithm.ED25519,
          Algorithm.ED448)),

  /** Also RSA with SHA-1, algorithms 5 and 7. */
  WITH_RSA_SHA1(
      Set.of(
          Algorithm.RSASHA1,
          Algorithm.RSA_NSEC3_SHA1,
          Algorithm.RSASHA256,
          Algorithm.RSASHA512,
          Algorithm.ECDSAP256SHA256,
          Algorithm.ECDSAP384SHA384,
          Algorithm.ED25519,
          Algorithm.ED448));

  /** The highest number that is assigned to an algorithm of the validator. */
  static final int MAX = Algorithm.ED448;

  private final Set<Integer> supported;

  ZoneAlgorithms(Set<Integer> supported) {
    this.supported = supported;
  }

  boolean supports(int algorithm) {
    return supported.contains(algorithm);
  }
}
