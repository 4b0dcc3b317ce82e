package org.kxover.crypto;

import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import org.kxover.kerberos.EncryptionType;

/**
 * The functions of one encryption type (RFC 3961 section 3). Keys are protocol keys of {@link
 * EncryptionType#keyLength} octets. A usage is a key usage number of RFC 4120 section 7.5.1.
 */
public interface TicketCipher {
  /** The length in octets of the random confounder before the plaintext. */
  int CONFOUNDER = 16;

  /** The functions of {@code type}. */
  static TicketCipher of(EncryptionType type) {
    return switch (type) {
      case AES128_CTS_HMAC_SHA1_96, AES256_CTS_HMAC_SHA1_96 -> new AesSha1Cipher(type);
      case AES128_CTS_HMAC_SHA256_128, AES256_CTS_HMAC_SHA384_192 -> new AesSha2Cipher(type);
    };
  }

  /**
   * The key of a password, with the default parameters.
   *
   * @param password in ASCII
   * @param salt by default the realm and the components of the principal, without separators
   */
  byte[] stringToKey(char[] password, byte[] salt);

  byte[] encrypt(byte[] key, int usage, byte[] plain, RandomGenerator random);

  /**
   * @throws GeneralSecurityException if it was not encrypted with this key for this usage
   */
  byte[] decrypt(byte[] key, int usage, byte[] cipher) throws GeneralSecurityException;

  /** The required checksum of the encryption type. */
  byte[] checksum(byte[] key, int usage, byte[] data);

  /** The number of that checksum in the IANA registry "Kerberos Checksum Type Numbers". */
  int checksumType();
}
