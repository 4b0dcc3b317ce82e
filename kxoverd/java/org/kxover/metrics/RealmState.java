package org.kxover.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.watch.OwnRecordsFinding;

/**
 * The present state of one local realm.
 *
 * @param certificateEnd when its certificate expires
 * @param keys the number of kxoverd's keys in the database, as key maintenance last read them
 * @param overdue the number of keys in use whose renewal is due and has failed so far
 * @param kdcs what kxoverd saw last when it looked for the guard in each KDC
 * @param kadminRequests in work or waiting
 * @param ownRecords what secure DNS had of our records; empty before the first look
 * @param writable whether the last change of the database succeeded; empty before the first one
 * @param unconfirmedSince when the oldest key was made that the other realm has not confirmed
 * @param keysPerSecond how many keys other realms may get in a second
 */
public record RealmState(
    Realm realm,
    Instant certificateEnd,
    Map<Role, Long> keys,
    long overdue,
    List<KdcFinding> kdcs,
    int kadminRequests,
    boolean keyChangeStuck,
    Optional<OwnRecordsFinding> ownRecords,
    Optional<Boolean> writable,
    Optional<Instant> unconfirmedSince,
    int keysPerSecond) {
  public RealmState {
    kdcs = List.copyOf(kdcs);
    keys = Map.copyOf(keys);
  }
}
