package org.kxover.dane;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which certificate of a chain a TLSA record is about, and what else the chain must be (RFC 6698
 * section 2.1.1, in the words of RFC 7218 section 2.1).
 */
public enum CertificateUsage {
  /** An authority of a path that ends in a root of the operator's. */
  PKIX_TA(0, "PKIX-TA"),
  /** The leaf of a path that ends in a root of the operator's. */
  PKIX_EE(1, "PKIX-EE"),
  /** An authority at which a path may end. */
  DANE_TA(2, "DANE-TA"),
  /** The leaf, whatever signed it. */
  DANE_EE(3, "DANE-EE");

  private final int number;
  private final String word;

  CertificateUsage(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The usage of that number; empty where no RFC gives it a meaning. */
  static Optional<CertificateUsage> of(int number) {
    return Arrays.stream(values()).filter(usage -> usage.number == number).findFirst();
  }

  /** As it stands in a record. */
  public int number() {
    return number;
  }

  /** Whether it means nothing to an operator who trusts no authority. */
  boolean needsRoots() {
    return this == PKIX_TA || this == PKIX_EE;
  }

  /** The acronym. */
  @Override
  public String toString() {
    return word;
  }
}
