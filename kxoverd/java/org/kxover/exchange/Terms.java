package org.kxover.exchange;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/**
 * The terms of one side for an exchange.
 *
 * @param realm this side's realm
 * @param encryptionTypes the types that the key may have, read at the start of each exchange
 * @param keyLifetime maximum lifetime of a key
 * @param leastLifetime minimum lifetime of a key
 * @param clockSkew maximum clock difference to the peer
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
