package org.kxover.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the selected part of a certificate stands in a TLSA record (RFC 6698 section 2.1.3, in the
 * words of RFC 7218 section 2.3).
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

  /** The matching type of that number; empty where no RFC gives it a meaning. */
  static Optional<MatchingType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** As it stands in a record. */
  public int number() {
    return number;
  }

  /** The certificate association data for what the selector selected. */
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

  /** The acronym. */
  @Override
  public String toString() {
    return word;
  }
}
