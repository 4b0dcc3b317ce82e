package org.kxover.discovery;

import java.time.Duration;
import org.kxover.kerberos.Realm;

/**
 * The realm that a host is in, by the host's own zone.
 *
 * @param ttl how long that holds from now
 */
public record HostRealm(Realm realm, Duration ttl) {}
