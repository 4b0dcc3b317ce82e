package org.kxover.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/**
 * The present state of one local realm.
 *
 * @param certificateEnd when its certificate expires
 * @param keys the number of kxoverd's keys in the database, as key maintenance last read them
 * @param overdue the number of keys in use whose renewal is due and has failed so far
 * @param kdcs what kxoverd saw last when it looked for the guard in each KDC
 * @param kadminRequests in work or waiting
 */
public record RealmState(
    Realm realm,
    Instant certificateEnd,
    Map<Role, Long> keys,
    long overdue,
    List<KdcFinding> kdcs,
    int kadminRequests,
    boolean keyChangeStuck) {
  public RealmState {
    kdcs = List.copyOf(kdcs);
    keys = Map.copyOf(keys);
  }
}
