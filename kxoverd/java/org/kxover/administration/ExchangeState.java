package org.kxover.administration;

import java.time.Duration;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/**
 * An exchange in work.
 *
 * @param age since its beginning
 */
public record ExchangeState(Realm peer, Role direction, Duration age) {}
