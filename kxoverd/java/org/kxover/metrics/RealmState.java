package org.kxover.metrics;

import java.time.Instant;
import java.util.Map;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/**
 * The present state of one local realm.
 *
 * @param certificateEnd when its certificate expires
 * @param keys the number of kxoverd's keys in the database, as key maintenance last read them
 * @param overdue the number of keys in use whose renewal is due and has failed so far
 * @param kadminRequests in work or waiting
 */
public record RealmState(
    Realm realm,
    Instant certificateEnd,
    Map<Role, Long> keys,
    long overdue,
    int kadminRequests,
    boolean keyChangeStuck) {
  public RealmState {
    keys = Map.copyOf(keys);
  }
}
