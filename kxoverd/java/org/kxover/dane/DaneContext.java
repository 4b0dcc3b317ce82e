package org.kxover.dane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * What a chain is checked against, besides the TLSA records. DANE-EE(3) ignores all of it (RFC 7671
 * section 5.1), unless there are federation roots.
 *
 * @param names host names; the leaf must have one of them. The SRV record's target (RFC 7673
 *     section 4.2)
 * @param realm the realm that the leaf must name (RFC 4556 section 3.2.4); empty to accept any
 * @param pkixRoots for PKIX-TA(0) and PKIX-EE(1), which are unusable without roots
 * @param federationRoots if not empty, the chain must end in one of them, for every usage
 * @param time the time at which the certificates must be valid
 */
public record DaneContext(
    List<String> names,
    Optional<Realm> realm,
    TrustRoots pkixRoots,
    TrustRoots federationRoots,
    Instant time) {
  /** Copies {@code names}. */
  public DaneContext {
    names = List.copyOf(names);
  }
}
