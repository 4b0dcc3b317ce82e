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
    return generate(new HKDFParameters(key, salt, concatenate(info)), length);
  }

  /**
   * The second step alone, HKDF-Expand.
   *
   * @param key uniformly random, at least 48 octets
   */
  static byte[] expand(byte[] key, int length, byte[]... info) {
    return generate(HKDFParameters.skipExtractParameters(key, concatenate(info)), length);
  }

  private static byte[] generate(HKDFParameters parameters, int length) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA384Digest());
    hkdf.init(parameters);
    byte[] output = new byte[length];
    hkdf.generateBytes(output, 0, length);
    return output;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] concatenate(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
