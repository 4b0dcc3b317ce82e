package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Computes HKDF as doc/PROTOCOL.md tells those whose library bounds the info. */
class HkdfTest {
  private static final byte[] KEY = Hkdf.ascii("input keying material");
  private static final byte[] SALT = Hkdf.ascii("salt");

  /** OpenSSL's limit is 32768 octets. */
  private static final int LONG_INFO = 2 * 65536;

  private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA384");
    mac.init(new SecretKeySpec(key, "HmacSHA384"));
    return mac.doFinal(Hkdf.concatenate(parts));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32768, 32769, LONG_INFO})
  void fortyEightOctetsAreTwoHmacs(int length) throws Exception {
    byte[] info = new byte[length];
    Arrays.fill(info, (byte) 7);
    byte[] block = hmac(hmac(SALT, KEY), info, new byte[] {1});
    assertArrayEquals(block, Hkdf.derive(SALT, KEY, 48, info));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48})
  void derivedKeysAreTheBeginningOfOneHmac(int length) throws Exception {
    byte[] secret = new byte[48];
    byte[] info = Hkdf.ascii("kxover-derived-key");
    byte[] block = hmac(secret, info, new byte[] {1});
    assertArrayEquals(Arrays.copyOf(block, length), Hkdf.expand(secret, length, info));
  }
}
