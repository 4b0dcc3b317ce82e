package org.kxover.dns;

/** The octets of a fuzzer's input, each of which decides something. Behind their end are zeros. */
final class Choices {
  private final byte[] octets;
  private int at;

  Choices(byte[] octets) {
    this.octets = octets;
  }

  /** 0 to 255. */
  int next() {
    return at < octets.length ? octets[at++] & 0xff : 0;
  }

  /** 0 to 65535. */
  int nextShort() {
    return next() << 8 | next();
  }

  boolean isEmpty() {
    return at >= octets.length;
  }
}
