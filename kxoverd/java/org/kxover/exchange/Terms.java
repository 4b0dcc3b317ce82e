package org.kxover.exchange;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/**
 * What one side brings to an exchange.
 *
 * @param realm the side's own realm
 * @param encryptionTypes that the key may have, as far as is known when an exchange begins
 * @param keyLifetime how long a key may be in force
 * @param leastLifetime under which a key is not worth making
 * @param clockSkew how far the peer's clock may be off
 */
public record Terms(
    Realm realm,
    Supplier<List<EncryptionType>> encryptionTypes,
    Duration keyLifetime,
    Duration leastLifetime,
    Duration clockSkew) {

  /** With encryption types that do not change. */
  public Terms(
      Realm realm,
      List<EncryptionType> encryptionTypes,
      Duration keyLifetime,
      Duration leastLifetime,
      Duration clockSkew) {
    this(realm, fixed(encryptionTypes), keyLifetime, leastLifetime, clockSkew);
  }

  private static Supplier<List<EncryptionType>> fixed(List<EncryptionType> types) {
    List<EncryptionType> copy = List.copyOf(types);
    return () -> copy;
  }
}
