package org.kxover.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxOffer;

/**
 * A request with valid names, times, encryption types and extensions. It is not verified yet that
 * the peer is a server of its realm.
 *
 * @param offer the offer of the KX-REQ
 * @param encryptionTypes the offered types that this side uses, in ascending order of numbers
 * @param prior the prior key to mix in; empty for none
 * @param chain the peer's certificates in DER, leaf first. TLS has proved the leaf's key; the
 *     certificate is not verified yet
 * @param peer address and port of the peer, for logs
 * @param within the time limit for the answer
 */
public record Proposal(
    KxOffer offer,
    List<EncryptionType> encryptionTypes,
    Optional<PriorKeyClaim> prior,
    List<byte[]> chain,
    String peer,
    Duration within) {

  /** The crossover principal, {@code krbtgt/SERVICE.REALM@CLIENT.REALM}. */
  public PrincipalName crossover() {
    return offer.kxName();
  }

  /** The realm that the peer claims. */
  public Realm client() {
    return offer.kxName().realm();
  }

  /** 1 to {@value Agreement#MAX_KVNO}. */
  public int kvno() {
    return Math.toIntExact(offer.kvno());
  }
}
