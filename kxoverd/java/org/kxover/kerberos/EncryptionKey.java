package org.kxover.kerberos;

import java.util.Arrays;

/** EncryptionKey (RFC 4120 section 5.2.9): the protocol key of a type. Wiped by {@link #close}. */
public final class EncryptionKey implements AutoCloseable {
  private final EncryptionType type;
  private final byte[] octets;

  /**
   * Takes {@code octets} over without a copy: {@link #close()} wipes that very array.
   *
   * @param octets as many as keys of {@code type} have
   * @throws IllegalArgumentException where they are more or fewer
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

  /** A copy, which the caller wipes. */
  public byte[] octets() {
    return octets.clone();
  }

  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
  }

  /** All but the key. */
  @Override
  public String toString() {
    return "EncryptionKey[" + type + "]";
  }
}
