package org.kxover.discovery;

import java.time.Duration;
import org.kxover.kerberos.Realm;

/**
 * The realm of a host, as the host's zone says.
 *
 * @param ttl how long it is valid from now
 */
public record HostRealm(Realm realm, Duration ttl) {}
