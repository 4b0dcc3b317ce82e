package org.kxover.exchange;

import java.time.Duration;
import java.util.List;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/**
 * What one side brings to an exchange.
 *
 * @param realm the side's own realm
 * @param encryptionTypes that the key may have
 * @param keyLifetime how long a key may be in force
 * @param leastLifetime under which a key is not worth making
 * @param clockSkew how far the peer's clock may be off
 */
public record Terms(
    Realm realm,
    List<EncryptionType> encryptionTypes,
    Duration keyLifetime,
    Duration leastLifetime,
    Duration clockSkew) {

  public Terms {
    encryptionTypes = List.copyOf(encryptionTypes);
  }
}
