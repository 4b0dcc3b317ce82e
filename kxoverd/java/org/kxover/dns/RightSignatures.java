package org.kxover.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last signatures that were verified and found right. Whether a signature is right depends on
 * the algorithm, the key, the signed octets and the signature only, and never changes. When it
 * begins and ends to count is not decided here.
 */
final class RightSignatures {
  /** A lookup of a new realm verifies about ten. An entry takes some 150 octets. */
  static final int MOST = 1_024;

  private final Map<ByteBuffer, Boolean> digests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
          return size() > MOST;
        }
      };

  /** One name for all that decides whether a signature is right. */
  static ByteBuffer digest(String algorithm, PublicKey key, byte[] signed, byte[] signature) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (byte[] part : new byte[][] {algorithm.getBytes(US_ASCII), key.getEncoded(), signed}) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        sha256.update(part);
      }
      return ByteBuffer.wrap(sha256.digest(signature)).asReadOnlyBuffer();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  synchronized boolean contains(ByteBuffer digest) {
    return digests.containsKey(digest);
  }

  synchronized void add(ByteBuffer digest) {
    digests.put(digest, true);
  }
}
