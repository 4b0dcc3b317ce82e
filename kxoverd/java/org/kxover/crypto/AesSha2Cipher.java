package org.kxover.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import org.kxover.kerberos.EncryptionType;

/** The encryption types aes128-cts-hmac-sha256-128 and aes256-cts-hmac-sha384-192 (RFC 8009). */
final class AesSha2Cipher implements TicketCipher {
  private static final int ITERATIONS = 32_768;
  private static final byte[] KERBEROS = "kerberos".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FIRST = {0, 0, 0, 1};
  private static final byte[] ZERO = {0};
  private static final byte[] NO_IV = new byte[Aes.BLOCK];

  private final EncryptionType type;
  private final String hash;
  private final int macLength;

  AesSha2Cipher(EncryptionType type) {
    this.type = type;
    boolean small = type == EncryptionType.AES128_CTS_HMAC_SHA256_128;
    this.hash = small ? "HmacSHA256" : "HmacSHA384";
    this.macLength = small ? 16 : 24;
  }

  @Override
  public byte[] stringToKey(char[] password, byte[] salt) {
    byte[] name = type.mitName().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Aes.concat(Aes.concat(name, ZERO), salt);
    byte[] key = Aes.pbkdf2("PBKDF2With" + hash, password, whole, ITERATIONS, type.keyLength());
    return derive(key, KERBEROS, type.keyLength());
  }

  @Override
  public byte[] encrypt(byte[] key, int usage, byte[] plain, RandomGenerator random) {
    try {
      byte[] cipher =
          Aes.cts(
              Cipher.ENCRYPT_MODE,
              derive(key, Aes.constant(usage, 0xaa), type.keyLength()),
              Aes.withConfounder(plain, random));
      return Aes.concat(cipher, mac(key, usage, 0x55, NO_IV, cipher));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has AES", e);
    }
  }

  @Override
  public byte[] decrypt(byte[] key, int usage, byte[] cipher) throws GeneralSecurityException {
    Aes.requireLength(cipher, macLength);
    int end = cipher.length - macLength;
    byte[] encrypted = Arrays.copyOf(cipher, end);
    Aes.requireEqual(
        Arrays.copyOfRange(cipher, end, cipher.length), mac(key, usage, 0x55, NO_IV, encrypted));
    return Aes.withoutConfounder(
        Aes.cts(
            Cipher.DECRYPT_MODE,
            derive(key, Aes.constant(usage, 0xaa), type.keyLength()),
            encrypted));
  }

  @Override
  public byte[] checksum(byte[] key, int usage, byte[] data) {
    return mac(key, usage, 0x99, data);
  }

  @Override
  public int checksumType() {
    return type == EncryptionType.AES128_CTS_HMAC_SHA256_128 ? 19 : 20;
  }

  private byte[] mac(byte[] key, int usage, int kind, byte[]... data) {
    return Aes.hmac(hash, derive(key, Aes.constant(usage, kind), macLength), macLength, data);
  }

  /** KDF-HMAC-SHA2 of RFC 8009 section 3, of at most one hash. */
  private byte[] derive(byte[] key, byte[] label, int length) {
    int bits = length * 8;
    byte[] size = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    return Aes.hmac(hash, key, length, FIRST, label, ZERO, size);
  }
}
