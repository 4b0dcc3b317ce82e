package org.kxover.dane;

import java.util.Arrays;
import java.util.Optional;

/**
 * The certificate usage of a TLSA record: which certificate of a chain must match, and what else
 * the chain must satisfy (RFC 6698 section 2.1.1, acronyms of RFC 7218 section 2.1).
 */
public enum CertificateUsage {
  /** An authority in a path to one of the operator's roots. */
  PKIX_TA(0, "PKIX-TA"),
  /** The leaf of a path to one of the operator's roots. */
  PKIX_EE(1, "PKIX-EE"),
  /** An authority that is the trust anchor of the path. */
  DANE_TA(2, "DANE-TA"),
  /** The leaf, with any issuer. */
  DANE_EE(3, "DANE-EE");

  private final int number;
  private final String word;

  CertificateUsage(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The usage with {@code number}; empty if no RFC defines it. */
  static Optional<CertificateUsage> of(int number) {
    return Arrays.stream(values()).filter(usage -> usage.number == number).findFirst();
  }

  /** The number in a TLSA record. */
  public int number() {
    return number;
  }

  /** True if records with this usage are unusable without roots. */
  boolean needsRoots() {
    return this == PKIX_TA || this == PKIX_EE;
  }

  /** The acronym of RFC 7218. */
  @Override
  public String toString() {
    return word;
  }
}
