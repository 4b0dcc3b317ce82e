package org.kxover.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** What both families of AES encryption types have in common. The JDK has all algorithms. */
final class Aes {
  static final int BLOCK = 16;
  private static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK]);

  private Aes() {}

  /** CBC with ciphertext stealing, and an initial vector of zeros (RFC 3962 section 5). */
  static byte[] cts(int mode, byte[] key, byte[] data) throws GeneralSecurityException {
    // With one block there is nothing to steal.
    Cipher cipher =
        Cipher.getInstance(data.length == BLOCK ? "AES/CBC/NoPadding" : "AES/CTS/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), ZERO_IV);
    return cipher.doFinal(data);
  }

  static byte[] hmac(String algorithm, byte[] key, int length, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return Arrays.copyOf(mac.doFinal(), length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has " + algorithm, e);
    }
  }

  static byte[] pbkdf2(String algorithm, char[] password, byte[] salt, int iterations, int length) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, length * 8);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has " + algorithm, e);
    } finally {
      spec.clearPassword();
    }
  }

  /** A usage number and the octet that chooses the derived key (RFC 3961 section 5.3). */
  static byte[] constant(int usage, int kind) {
    return new byte[] {
      (byte) (usage >> 24), (byte) (usage >> 16), (byte) (usage >> 8), (byte) usage, (byte) kind
    };
  }

  static byte[] withConfounder(byte[] plain, RandomGenerator random) {
    byte[] confounder = new byte[TicketCipher.CONFOUNDER];
    random.nextBytes(confounder);
    return concat(confounder, plain);
  }

  static byte[] withoutConfounder(byte[] plain) {
    return Arrays.copyOfRange(plain, TicketCipher.CONFOUNDER, plain.length);
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static void requireLength(byte[] cipher, int mac) throws GeneralSecurityException {
    if (cipher.length < TicketCipher.CONFOUNDER + mac) {
      throw new GeneralSecurityException("the ciphertext is too short");
    }
  }

  static void requireEqual(byte[] mac, byte[] expected) throws GeneralSecurityException {
    if (!MessageDigest.isEqual(mac, expected)) {
      throw new GeneralSecurityException("the integrity check failed");
    }
  }
}
