package org.kxover.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a TLSA record presents the selected part of a certificate (RFC 6698 section 2.1.3, acronyms
 * of RFC 7218 section 2.3).
 */
public enum MatchingType {
  FULL(0, "Full"),
  SHA2_256(1, "SHA2-256"),
  SHA2_512(2, "SHA2-512");

  private final int number;
  private final String word;

  MatchingType(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The matching type with {@code number}; empty if no RFC defines it. */
  static Optional<MatchingType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** The number in a TLSA record. */
  public int number() {
    return number;
  }

  /** The certificate association data for the octets that the selector selects. */
  byte[] associationData(byte[] selected) {
    return switch (this) {
      case FULL -> selected;
      case SHA2_256 -> digest("SHA-256", selected);
      case SHA2_512 -> digest("SHA-512", selected);
    };
  }

  private static byte[] digest(String algorithm, byte[] octets) {
    try {
      return MessageDigest.getInstance(algorithm).digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** The acronym of RFC 7218. */
  @Override
  public String toString() {
    return word;
  }
}
