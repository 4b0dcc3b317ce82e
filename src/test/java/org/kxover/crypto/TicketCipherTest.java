package org.kxover.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kerberos.EncryptionType;

/** The vectors of RFC 3961, RFC 3962 and RFC 8009. */
class TicketCipherTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String ATHENA = "ATHENA.MIT.EDUraeburn";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void fold() {
    assertEquals(
        "6b65726265726f737b9b5b2b93132b93", HEX.formatHex(AesSha1Cipher.fold(ascii("kerberos"))));
  }

  @ParameterizedTest
  @CsvSource({
    "AES128_CTS_HMAC_SHA1_96, 1, 42263c6e89f4fc28b8df68ee09799f15",
    "AES128_CTS_HMAC_SHA1_96, 1200, 4c01cd46d632d01e6dbe230a01ed642a",
    "AES256_CTS_HMAC_SHA1_96, 1, fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161",
    "AES256_CTS_HMAC_SHA1_96, 1200,"
        + " 55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a",
  })
  void keysOfRfc3962(EncryptionType type, int iterations, String key) {
    assertEquals(
        key,
        HEX.formatHex(
            new AesSha1Cipher(type)
                .stringToKey("password".toCharArray(), ascii(ATHENA), iterations)));
  }

  @ParameterizedTest
  @CsvSource({
    "AES128_CTS_HMAC_SHA256_128, 089bca48b105ea6ea77ca5d2f39dc5e7",
    "AES256_CTS_HMAC_SHA384_192,"
        + " 45bd806dbf6a833a9cffc1c94589a222367a79bc21c413718906e9f578a78467",
  })
  void keysOfRfc8009(EncryptionType type, String key) {
    byte[] salt = Aes.concat(HEX.parseHex("10df9dd783e5bc8acea1730e74355f61"), ascii(ATHENA));
    assertEquals(
        key, HEX.formatHex(TicketCipher.of(type).stringToKey("password".toCharArray(), salt)));
  }

  private static Stream<byte[]> plains() {
    return Stream.of(0, 1, 15, 16, 17, 31, 32, 33, 300).map(byte[]::new);
  }

  @ParameterizedTest
  @EnumSource(EncryptionType.class)
  void whatIsEncryptedIsDecryptedAndNothingElse(EncryptionType type) {
    TicketCipher cipher = TicketCipher.of(type);
    byte[] key = new byte[type.keyLength()];
    plains()
        .forEach(
            plain -> {
              byte[] sealed = cipher.encrypt(key, 2, plain, new Random(1));
              try {
                assertArrayEquals(plain, cipher.decrypt(key, 2, sealed));
              } catch (GeneralSecurityException e) {
                throw new AssertionError(plain.length + " octets", e);
              }
              assertThrows(GeneralSecurityException.class, () -> cipher.decrypt(key, 3, sealed));
              byte[] changed = sealed.clone();
              changed[changed.length / 2] ^= 1;
              assertThrows(GeneralSecurityException.class, () -> cipher.decrypt(key, 2, changed));
            });
    assertThrows(GeneralSecurityException.class, () -> cipher.decrypt(key, 2, new byte[10]));
  }

  @Test
  void aCiphertextOfRfc8009() throws Exception {
    byte[] key = HEX.parseHex("3705d96080c17728a0e800eab6e0d23c");
    byte[] sealed =
        HEX.parseHex("ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718");
    assertEquals(
        0,
        TicketCipher.of(EncryptionType.AES128_CTS_HMAC_SHA256_128).decrypt(key, 2, sealed).length);
  }

  @Test
  void aChecksumOfRfc8009() {
    byte[] key = HEX.parseHex("3705d96080c17728a0e800eab6e0d23c");
    byte[] data = HEX.parseHex("000102030405060708090a0b0c0d0e0f1011121314");
    TicketCipher cipher = TicketCipher.of(EncryptionType.AES128_CTS_HMAC_SHA256_128);
    assertEquals("d78367186643d67b411cba9139fc1dee", HEX.formatHex(cipher.checksum(key, 2, data)));
    assertEquals(19, cipher.checksumType());
  }
}
