package org.kxover.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF (RFC 5869) with SHA-384, whatever the hash of the TLS session is. */
final class Hkdf {
  private Hkdf() {}

  /**
   * Derives {@code length} octets.
   *
   * @param salt null for none
   * @param key the input keying material
   * @param info the parts of the info, in their order
   */
  static byte[] derive(byte[] salt, byte[] key, int length, byte[]... info) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA384Digest());
    hkdf.init(new HKDFParameters(key, salt, concatenate(info)));
    byte[] output = new byte[length];
    hkdf.generateBytes(output, 0, length);
    return output;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concatenate(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
