package org.kxover.discovery;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.dane.Dane;
import org.kxover.dane.DaneContext;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TrustRoots;
import org.kxover.kerberos.Realm;

/**
 * Verifies the certificates of other realms, in both directions of connection.
 *
 * @param pkixRoots for TLSA records with usage PKIX-TA or PKIX-EE, which are unusable without roots
 * @param federationRoots if not empty, each peer's certificate must come from one of them
 */
public record PeerTrust(TrustRoots pkixRoots, TrustRoots federationRoots, InstantSource clock) {

  /** Checks the chain against the TLSA records of {@code peer}, a server of {@code realm}. */
  public DaneVerdict judge(List<byte[]> chainDer, Peer peer, Realm realm) {
    return Dane.verify(
        chainDer,
        peer.tlsa(),
        new DaneContext(
            List.of(peer.host()), Optional.of(realm), pkixRoots, federationRoots, clock.instant()));
  }
}
