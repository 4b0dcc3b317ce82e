package org.kxover.administration;

import java.time.Duration;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/**
 * An exchange that is in work.
 *
 * @param age since it began
 */
public record ExchangeState(Realm peer, Role direction, Duration age) {}
