package org.kxover.metrics;

import java.time.Instant;
import java.util.Map;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/**
 * The state of one realm of ours.
 *
 * @param certificateEnd when its certificate ends
 * @param keys of kxoverd in the database, as its upkeep saw them last
 * @param overdue keys in use whose renewal was due and has failed so far
 * @param kadminRequests that are served or wait at this moment
 */
public record RealmFigures(
    Realm realm, Instant certificateEnd, Map<Role, Long> keys, long overdue, int kadminRequests) {
  public RealmFigures {
    keys = Map.copyOf(keys);
  }
}
