package org.kxover.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxOffer;

/**
 * A request whose names, times, encryption types and extensions are in order. Whether the peer
 * speaks for its realm is not known yet.
 *
 * @param offer the offer of the KX-REQ
 * @param encryptionTypes of those offered the ones that are used here, their numbers rising
 * @param prior the key that is to be mixed in; empty where none is
 * @param chain the peer's certificates in DER; their key is proved, what they may do is not
 * @param peer the peer's address and port, for logs
 * @param within how long the answer may take
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

  /** The realm that the peer claims to speak for. */
  public Realm client() {
    return offer.kxName().realm();
  }

  /** 1 to {@value Agreement#MAX_KVNO}. */
  public int kvno() {
    return Math.toIntExact(offer.kvno());
  }
}
