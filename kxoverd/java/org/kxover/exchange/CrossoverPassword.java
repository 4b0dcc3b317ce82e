package org.kxover.exchange;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * The crossover secret as the password of the crossover principal: base64url of 48 octets, 64
 * characters, no padding. Wiped by {@link #close}.
 */
public final class CrossoverPassword implements AutoCloseable {
  /** Octets of the secret that TLS exports. */
  static final int SECRET_LENGTH = 48;

  private final byte[] ascii;

  private CrossoverPassword(byte[] ascii) {
    this.ascii = ascii;
  }

  /** Takes the secret and wipes it. */
  static CrossoverPassword ofSecret(byte[] secret) {
    try {
      if (secret.length != SECRET_LENGTH) {
        throw new IllegalArgumentException("a crossover secret has " + SECRET_LENGTH + " octets");
      }
      return new CrossoverPassword(Base64.getUrlEncoder().encode(secret));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** A copy, which the caller wipes. */
  public byte[] ascii() {
    return ascii.clone();
  }

  /** Whether both are the same password, in time that does not depend on where they differ. */
  public boolean matches(CrossoverPassword other) {
    return MessageDigest.isEqual(ascii, other.ascii);
  }

  @Override
  public void close() {
    Arrays.fill(ascii, (byte) 0);
  }

  @Override
  public String toString() {
    return "CrossoverPassword";
  }
}
