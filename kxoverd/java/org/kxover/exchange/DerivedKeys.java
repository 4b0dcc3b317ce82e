package org.kxover.exchange;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;

/**
 * The keys of a crossover, derived from the secret without a password: for each encryption type
 * {@code random-to-key(HKDF-Expand(secret, "kxover-derived-key" || type))}, with SHA-384 and the
 * type's number as four octets. {@link #close} wipes them.
 *
 * <p>The random-to-key function of each {@link EncryptionType} is the identity, and its
 * key-generation seed is as long as a key (RFC 3962 section 6, RFC 8009 section 5).
 */
public final class DerivedKeys implements KeyMaterial {
  private static final byte[] LABEL = Hkdf.ascii("kxover-derived-key");

  private final List<EncryptionKey> keys;

  private DerivedKeys(List<EncryptionKey> keys) {
    this.keys = keys;
  }

  /** Derives a key of each of {@code types} from {@code secret}, and wipes it. */
  static DerivedKeys ofSecret(byte[] secret, List<EncryptionType> types) {
    try {
      return new DerivedKeys(types.stream().map(type -> key(secret, type)).toList());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static EncryptionKey key(byte[] secret, EncryptionType type) {
    byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(type.number()).array();
    return new EncryptionKey(type, Hkdf.expand(secret, type.keyLength(), LABEL, number));
  }

  /** Copies of the keys, in ascending order of their types' numbers; the caller must close them. */
  public List<EncryptionKey> copies() {
    return keys.stream().map(key -> new EncryptionKey(key.type(), key.octets())).toList();
  }

  @Override
  public boolean matches(KeyMaterial other) {
    return other instanceof DerivedKeys that && MessageDigest.isEqual(octets(), that.octets());
  }

  private byte[] octets() {
    return Hkdf.concatenate(keys.stream().map(EncryptionKey::octets).toArray(byte[][]::new));
  }

  @Override
  public void close() {
    keys.forEach(EncryptionKey::close);
  }

  @Override
  public String toString() {
    return "DerivedKeys";
  }
}
