package org.kxover.dane;

import java.util.Arrays;
import java.util.Optional;

/**
 * The part of a certificate that a TLSA record matches (RFC 6698 section 2.1.2, acronyms of RFC
 * 7218 section 2.2).
 */
public enum Selector {
  CERT(0, "Cert"),
  SPKI(1, "SPKI");

  private final int number;
  private final String word;

  Selector(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /** The selector with {@code number}; empty if no RFC defines it. */
  static Optional<Selector> of(int number) {
    return Arrays.stream(values()).filter(selector -> selector.number == number).findFirst();
  }

  /** The number in a TLSA record. */
  public int number() {
    return number;
  }

  /** The acronym of RFC 7218. */
  @Override
  public String toString() {
    return word;
  }
}
