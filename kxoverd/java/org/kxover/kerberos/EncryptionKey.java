package org.kxover.kerberos;

import java.util.Arrays;

/** An EncryptionKey (RFC 4120 section 5.2.9). {@link #close} wipes it. */
public final class EncryptionKey implements AutoCloseable {
  private final EncryptionType type;
  private final byte[] octets;

  /**
   * Takes over {@code octets} without a copy. {@link #close()} wipes the array.
   *
   * @param octets of the length of a key of {@code type}
   * @throws IllegalArgumentException if the length is wrong
   */
  public EncryptionKey(EncryptionType type, byte[] octets) {
    if (octets.length != type.keyLength()) {
      throw new IllegalArgumentException(
          "a key of " + type + " has " + type.keyLength() + " octets, not " + octets.length);
    }
    this.type = type;
    this.octets = octets;
  }

  public EncryptionType type() {
    return type;
  }

  /** A copy, which the caller must wipe. */
  public byte[] octets() {
    return octets.clone();
  }

  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
  }

  /** The type, without the key. */
  @Override
  public String toString() {
    return "EncryptionKey[" + type + "]";
  }
}
