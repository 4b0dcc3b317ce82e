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
 * Judges the certificates of other realms, whoever began the connection.
 *
 * @param pkixRoots for TLSA records that want a public authority; none: they are unusable
 * @param federationRoots of which each peer must have its certificate; none: no such limit
 */
public record PeerTrust(TrustRoots pkixRoots, TrustRoots federationRoots, InstantSource clock) {

  /** Whether the chain is the one that {@code peer}, which speaks for {@code realm}, publishes. */
  public DaneVerdict judge(List<byte[]> chainDer, Peer peer, Realm realm) {
    return Dane.verify(
        chainDer,
        peer.tlsa(),
        new DaneContext(
            List.of(peer.host()), Optional.of(realm), pkixRoots, federationRoots, clock.instant()));
  }
}
