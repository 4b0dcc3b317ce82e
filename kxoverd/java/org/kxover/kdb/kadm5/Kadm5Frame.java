package org.kxover.kdb.kadm5;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request as octets, see {@code kxoverd/c/frame.h}: four octets with the length of the rest, its
 * kind, and its fields. {@link #close} wipes it.
 */
final class Kadm5Frame implements AutoCloseable {
  /** The limit of the program. A request fits into a pipe. */
  static final int MAX_LENGTH = 4096;

  private static final int LENGTH_OCTETS = 4;
  private static final int MAX_FIELD = 0xffff;

  private final byte[] octets = new byte[LENGTH_OCTETS + MAX_LENGTH];
  private final boolean secret;
  private int end = LENGTH_OCTETS;

  /**
   * @param secret true if it has a key or a password
   */
  Kadm5Frame(char kind, boolean secret) {
    this.secret = secret;
    octet(kind);
  }

  boolean isSecret() {
    return secret;
  }

  int length() {
    return end;
  }

  Kadm5Frame octet(int value) {
    return number(value, 1);
  }

  /** A number of two octets. */
  Kadm5Frame count(int value) {
    return number(value, Short.BYTES);
  }

  /** An unsigned number of four octets. */
  Kadm5Frame number(long value) {
    return number(value, Integer.BYTES);
  }

  private Kadm5Frame number(long value, int width) {
    long rest = value >> (Byte.SIZE * width);
    if (value < 0 || rest != 0) {
      throw new IllegalArgumentException("does not fit into " + width + " octets");
    }
    require(width);
    for (int i = width - 1; i >= 0; i--) {
      octets[end++] = (byte) (value >> (Byte.SIZE * i));
    }
    return this;
  }

  Kadm5Frame text(String ascii) {
    return octets(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  Kadm5Frame octets(byte[] field) {
    if (field.length > MAX_FIELD) {
      throw new IllegalArgumentException("a field is too long");
    }
    number(field.length, Short.BYTES);
    require(field.length);
    System.arraycopy(field, 0, octets, end, field.length);
    end += field.length;
    return this;
  }

  private void require(int length) {
    if (length > octets.length - end) {
      throw new IllegalArgumentException("a request is too long");
    }
  }

  void writeTo(OutputStream out) throws IOException {
    int length = end - LENGTH_OCTETS;
    for (int i = 0; i < LENGTH_OCTETS; i++) {
      octets[i] = (byte) (length >> (Byte.SIZE * (LENGTH_OCTETS - 1 - i)));
    }
    out.write(octets, 0, end);
  }

  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
  }
}
