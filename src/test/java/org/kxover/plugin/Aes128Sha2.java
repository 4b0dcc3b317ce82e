package org.kxover.plugin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of the type aes128-cts-hmac-sha256-128 (RFC 8009), with which the fuzzer of TGS-REQs
 * encrypts as a client or as another realm's KDC.
 */
record Aes128Sha2(byte[] key) {
  /** The encryption type's number (RFC 8009 section 9). */
  static final int TYPE = 19;

  /** The number of the checksum hmac-sha256-128-aes128 (RFC 8009 section 9). */
  static final int CHECKSUM_TYPE = 19;

  static final int LENGTH = 16;

  /**
   * @param random octets that begin the plain text (RFC 8009 section 5), {@link #LENGTH} of them
   */
  byte[] encrypt(int usage, byte[] plain, byte[] random) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTS/NoPadding");
      byte[] iv = new byte[LENGTH];
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(derive(usage(usage, 0xaa), new byte[0], 128), "AES"),
          new IvParameterSpec(iv));
      byte[] text = cipher.doFinal(concat(random, plain));
      byte[] mac = hmac(derive(usage(usage, 0x55), new byte[0], 128), concat(iv, text));
      return concat(text, Arrays.copyOf(mac, LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] checksum(int usage, byte[] text) {
    return Arrays.copyOf(hmac(derive(usage(usage, 0x99), new byte[0], 128), text), LENGTH);
  }

  /** KRB-FX-CF2 of two keys (RFC 6113 section 5.1). */
  static Aes128Sha2 combine(Aes128Sha2 a, String pepperA, Aes128Sha2 b, String pepperB) {
    byte[] one = a.random(pepperA);
    byte[] other = b.random(pepperB);
    for (int i = 0; i < LENGTH; i++) {
      one[i] ^= other[i];
    }
    return new Aes128Sha2(one);
  }

  /** The first octets of PRF+ (RFC 6113 section 5.1). */
  private byte[] random(String pepper) {
    byte[] seed = concat(new byte[] {1}, ascii(pepper));
    return Arrays.copyOf(derive(ascii("prf"), seed, 256), LENGTH);
  }

  /** KDF-HMAC-SHA2 (RFC 8009 section 3). */
  private byte[] derive(byte[] label, byte[] context, int bits) {
    ByteBuffer text = ByteBuffer.allocate(4 + label.length + 1 + context.length + 4);
    text.putInt(1).put(label).put((byte) 0).put(context).putInt(bits);
    return Arrays.copyOf(hmac(key, text.array()), bits / 8);
  }

  private static byte[] usage(int usage, int last) {
    return ByteBuffer.allocate(5).putInt(usage).put((byte) last).array();
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
