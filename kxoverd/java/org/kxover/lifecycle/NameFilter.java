package org.kxover.lifecycle;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kxover.kerberos.PrincipalName;

/**
 * Tells which names were added, in two octets a name and a megabyte at most. It may be wrong about
 * a name that was not added: one in 400 at most, or one in fifty when it has a million (Bloom,
 * "Space/time trade-offs in hash coding with allowable errors", 1970). A secret key chooses which,
 * so that nobody can choose such a name. Not for several threads at once.
 */
final class NameFilter {
  private static final String KEYED_HASH = "HmacSHA256";
  private static final int MAX_WORDS = 1 << 17;
  private static final int MIN_WORDS = 1 << 10;
  private static final int BITS_OF_NAME = 16;
  private static final int HASHES = 4;

  private final Mac mac;
  private long[] words = new long[MAX_WORDS];
  private int count;

  /**
   * @param key secret octets
   */
  NameFilter(byte[] key) {
    try {
      mac = Mac.getInstance(KEYED_HASH);
      mac.init(new SecretKeySpec(key, KEYED_HASH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + KEYED_HASH, e);
    }
  }

  private IntBuffer hashes(PrincipalName name) {
    return ByteBuffer.wrap(mac.doFinal(name.toString().getBytes(StandardCharsets.UTF_8)))
        .asIntBuffer();
  }

  void add(PrincipalName name) {
    IntBuffer hashes = hashes(name);
    for (int i = 0; i < HASHES; i++) {
      words[word(hashes.get(i))] |= 1L << hashes.get(i);
    }
    count++;
  }

  /** False if the name was not added. */
  boolean mayHave(PrincipalName name) {
    IntBuffer hashes = hashes(name);
    for (int i = 0; i < HASHES; i++) {
      if ((words[word(hashes.get(i))] & (1L << hashes.get(i))) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The lowest six bits choose the bit of a word, the next ones the word. */
  private int word(int hash) {
    return (hash >>> 6) & (words.length - 1);
  }

  /** Makes the filter as small as its names allow. */
  void shrink() {
    while (words.length > MIN_WORDS && words.length * 32L >= (long) count * BITS_OF_NAME) {
      int half = words.length / 2;
      long[] folded = Arrays.copyOf(words, half);
      for (int i = 0; i < half; i++) {
        folded[i] |= words[half + i];
      }
      words = folded;
    }
  }
}
