package org.kxover.dane;

/**
 * Reads the elements of one DER value (X.690). Requires definite, minimal lengths and never reads
 * beyond the end of the value. It does not recurse, so deep nesting is harmless.
 */
final class DerCursor {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int SEQUENCE = 0x30;
  static final int VERSION = 0xa0;

  private final byte[] octets;
  private final int end;
  private final String name;
  private int position;

  DerCursor(byte[] octets, int position, int end, String name) {
    this.octets = octets;
    this.position = position;
    this.end = end;
    this.name = name;
  }

  int position() {
    return position;
  }

  boolean at(int tag) {
    return position < end && (octets[position] & 0xff) == tag;
  }

  /** Skips an element with {@code tag}. */
  void skip(int tag, String field) throws CertificateSyntaxException {
    enter(tag, field);
  }

  /** Skips a BIT STRING of whole octets, such as a key or a signature. */
  void skipWholeOctets(String field) throws CertificateSyntaxException {
    DerCursor bits = enter(BIT_STRING, field);
    if (bits.octet(field) != 0) {
      throw malformed(field + " does not consist of whole octets");
    }
  }

  /** Skips an element with {@code tag}, and returns a cursor on its contents. */
  DerCursor enter(int tag, String field) throws CertificateSyntaxException {
    if (!at(tag)) {
      throw malformed(field + " is missing");
    }
    position++;
    int length = length(field);
    if (length > end - position) {
      throw malformed(field + " is longer than the element that contains it");
    }
    DerCursor contents = new DerCursor(octets, position, position + length, field);
    position += length;
    return contents;
  }

  /** Requires the end of the value. */
  void end() throws CertificateSyntaxException {
    if (position != end) {
      throw malformed((end - position) + " octets too many");
    }
  }

  private int length(String field) throws CertificateSyntaxException {
    int first = octet(field);
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3) {
      throw malformed(field + " has a length that is indefinite or too large");
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | octet(field);
    }
    if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
      throw malformed(field + " has a length that is not minimal");
    }
    return length;
  }

  private int octet(String field) throws CertificateSyntaxException {
    if (position >= end) {
      throw malformed(field + " is cut short");
    }
    return octets[position++] & 0xff;
  }

  private CertificateSyntaxException malformed(String what) {
    return new CertificateSyntaxException("in " + name + " at octet " + position + ": " + what);
  }
}
