package org.kxover.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.kxover.kerberos.EncryptionType;

/** The encryption types aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96 (RFC 3962). */
final class AesSha1Cipher implements TicketCipher {
  private static final String HMAC = "HmacSHA1";
  private static final int MAC_LENGTH = 12;
  private static final int ITERATIONS = 4096;
  private static final byte[] KERBEROS = "kerberos".getBytes(StandardCharsets.US_ASCII);

  private final EncryptionType type;

  AesSha1Cipher(EncryptionType type) {
    this.type = type;
  }

  @Override
  public byte[] stringToKey(char[] password, byte[] salt) {
    return stringToKey(password, salt, ITERATIONS);
  }

  byte[] stringToKey(char[] password, byte[] salt, int iterations) {
    byte[] key = Aes.pbkdf2("PBKDF2WithHmacSHA1", password, salt, iterations, type.keyLength());
    return derive(key, KERBEROS);
  }

  @Override
  public byte[] encrypt(byte[] key, int usage, byte[] plain, RandomGenerator random) {
    byte[] whole = Aes.withConfounder(plain, random);
    try {
      return Aes.concat(
          Aes.cts(Cipher.ENCRYPT_MODE, derive(key, Aes.constant(usage, 0xaa)), whole),
          mac(key, usage, 0x55, whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has AES", e);
    }
  }

  @Override
  public byte[] decrypt(byte[] key, int usage, byte[] cipher) throws GeneralSecurityException {
    Aes.requireLength(cipher, MAC_LENGTH);
    int end = cipher.length - MAC_LENGTH;
    byte[] whole =
        Aes.cts(
            Cipher.DECRYPT_MODE,
            derive(key, Aes.constant(usage, 0xaa)),
            Arrays.copyOf(cipher, end));
    Aes.requireEqual(Arrays.copyOfRange(cipher, end, cipher.length), mac(key, usage, 0x55, whole));
    return Aes.withoutConfounder(whole);
  }

  @Override
  public byte[] checksum(byte[] key, int usage, byte[] data) {
    return mac(key, usage, 0x99, data);
  }

  @Override
  public int checksumType() {
    return type == EncryptionType.AES128_CTS_HMAC_SHA1_96 ? 15 : 16;
  }

  private byte[] mac(byte[] key, int usage, int kind, byte[] data) {
    return Aes.hmac(HMAC, derive(key, Aes.constant(usage, kind)), MAC_LENGTH, data);
  }

  /** DK of RFC 3961 section 5.1: each block is the encrypted block before it. */
  private byte[] derive(byte[] key, byte[] constant) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      byte[] derived = new byte[0];
      byte[] block = fold(constant);
      while (derived.length < type.keyLength()) {
        block = cipher.doFinal(block);
        derived = Aes.concat(derived, block);
      }
      return Arrays.copyOf(derived, type.keyLength());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has AES", e);
    }
  }

  /**
   * 128-fold of RFC 3961 section 5.1: copies of the input, each rotated right by 13 bits more, are
   * added up block by block, with carries added at the end (ones' complement).
   */
  static byte[] fold(byte[] input) {
    int bits = input.length * 8;
    int blockBits = Aes.BLOCK * 8;
    BigInteger value = new BigInteger(1, input);
    BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    int copies = lcm(bits, blockBits) / bits;
    BigInteger all = BigInteger.ZERO;
    for (int i = 0; i < copies; i++) {
      int rotation = (13 * i) % bits;
      BigInteger rotated =
          value.shiftRight(rotation).or(value.shiftLeft(bits - rotation)).and(mask);
      all = all.shiftLeft(bits).or(rotated);
    }
    BigInteger modulus = BigInteger.ONE.shiftLeft(blockBits).subtract(BigInteger.ONE);
    BigInteger sum = all.mod(modulus);
    // In ones' complement a sum of all ones is not zero.
    BigInteger folded = sum.signum() == 0 && all.signum() != 0 ? modulus : sum;
    byte[] octets = folded.toByteArray();
    byte[] block = new byte[Aes.BLOCK];
    int length = Math.min(octets.length, Aes.BLOCK);
    System.arraycopy(octets, octets.length - length, block, Aes.BLOCK - length, length);
    return block;
  }

  private static int lcm(int one, int other) {
    return one / BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).intValue() * other;
  }
}
