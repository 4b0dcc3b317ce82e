package org.kxover.dane;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which part of a certificate a TLSA record is about (RFC 6698 section 2.1.2, in the words of RFC
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

  /** The selector of that number; empty where no RFC gives it a meaning. */
  static Optional<Selector> of(int number) {
    return Arrays.stream(values()).filter(selector -> selector.number == number).findFirst();
  }

  /** As it stands in a record. */
  public int number() {
    return number;
  }

  /** The acronym. */
  @Override
  public String toString() {
    return word;
  }
}
