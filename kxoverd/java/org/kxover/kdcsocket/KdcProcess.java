package org.kxover.kdcsocket;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.kxover.kerberos.Realm;

/**
 * A KDC process that is connected.
 *
 * @param pid the id of the process
 * @param age of the connection
 * @param since when the connection was opened
 * @param requests that came over the connection
 * @param realms for which it has asked; a process may serve several
 */
public record KdcProcess(long pid, Duration age, Instant since, long requests, Set<Realm> realms) {
  public KdcProcess {
    realms = Set.copyOf(realms);
  }
}
