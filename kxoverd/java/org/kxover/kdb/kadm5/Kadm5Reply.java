package org.kxover.kdb.kadm5;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reply of the program, read field by field, see {@code kxoverd/c/server.h}. {@link #close} wipes
 * it. Every method throws {@link SyntaxException} if the octets do not fit.
 */
final class Kadm5Reply implements AutoCloseable {
  /** KADM5_PROTECT_PRINCIPAL of MIT's kadm5: the program refuses to touch such a principal. */
  static final int PROTECTED = 43_787_550;

  /** A reply that cannot be understood. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  /** What became of the request. */
  enum Status {
    DONE,
    /** There is no such principal. */
    ABSENT,
    /** There is one already. */
    EXISTS,
    /** The code and the message of kadm5 follow. */
    FAILED,
    /** A part of a listing. */
    MORE
  }

  private final ByteBuffer octets;
  private final Status status;

  /** Keeps {@code octets} without a copy. */
  Kadm5Reply(byte[] octets) throws SyntaxException {
    this.octets = ByteBuffer.wrap(octets);
    this.status = status(octet());
  }

  private static Status status(int number) throws SyntaxException {
    return switch (number) {
      case 0 -> Status.DONE;
      case 1 -> Status.ABSENT;
      case 2 -> Status.EXISTS;
      case 3 -> Status.FAILED;
      case 4 -> Status.MORE;
      default -> throw new SyntaxException("unknown status " + number);
    };
  }

  Status status() {
    return status;
  }

  int octet() throws SyntaxException {
    require(1);
    return Byte.toUnsignedInt(octets.get());
  }

  /** A number of two octets. */
  int count() throws SyntaxException {
    require(Short.BYTES);
    return Short.toUnsignedInt(octets.getShort());
  }

  int number() throws SyntaxException {
    require(Integer.BYTES);
    return octets.getInt();
  }

  long unsigned() throws SyntaxException {
    return Integer.toUnsignedLong(number());
  }

  /** A copy, which the caller wipes if it is secret. */
  byte[] field() throws SyntaxException {
    byte[] field = new byte[require(count())];
    octets.get(field);
    return field;
  }

  /** One character for each octet. */
  String text() throws SyntaxException {
    return new String(field(), StandardCharsets.ISO_8859_1);
  }

  boolean hasMore() {
    return octets.hasRemaining();
  }

  void end() throws SyntaxException {
    if (hasMore()) {
      throw new SyntaxException("longer than expected");
    }
  }

  private int require(int length) throws SyntaxException {
    if (length > octets.remaining()) {
      throw new SyntaxException("shorter than expected");
    }
    return length;
  }

  @Override
  public void close() {
    Arrays.fill(octets.array(), (byte) 0);
  }
}
