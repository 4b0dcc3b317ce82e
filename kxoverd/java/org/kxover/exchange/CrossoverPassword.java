package org.kxover.exchange;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * The password of the crossover principal: the crossover secret of 48 octets in base64url, 64
 * characters without padding. {@link #close} wipes it.
 */
public final class CrossoverPassword implements KeyMaterial {
  /** The length in octets of the secret that TLS exports. */
  static final int SECRET_LENGTH = 48;

  private final byte[] ascii;

  private CrossoverPassword(byte[] ascii) {
    this.ascii = ascii;
  }

  /** Encodes {@code secret}, and wipes it. */
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

  /** A copy, which the caller must wipe. */
  public byte[] ascii() {
    return ascii.clone();
  }

  @Override
  public boolean matches(KeyMaterial other) {
    return other instanceof CrossoverPassword that && MessageDigest.isEqual(ascii, that.ascii);
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
