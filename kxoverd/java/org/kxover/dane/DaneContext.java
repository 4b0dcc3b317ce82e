package org.kxover.dane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * What a chain is held against beside the TLSA records. DANE-EE(3) needs none of it (RFC 7671
 * section 5.1), the other usages all.
 *
 * @param names of which the leaf must have one: the SRV record's target (RFC 7673 section 4.2)
 * @param realm for which the leaf must speak (RFC 4556 section 3.2.4); empty where any will do
 * @param pkixRoots for PKIX-TA(0) and PKIX-EE(1), which are unusable where there are none
 * @param federationRoots where there are any, the chain must end in one of them whatever the usage
 * @param time at which the certificates must be valid
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
