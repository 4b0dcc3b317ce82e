package org.kxover.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.kxover.guard.KdcFinding;
import org.kxover.guard.RefusalTable;
import org.kxover.kdb.Role;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.RefusalCounts;
import org.kxover.kerberos.Realm;
import org.kxover.tls.ListenerCounts;

/** A made-up daemon's state. */
record FixedState(
    List<RealmState> realms,
    ListenerCounts listener,
    KdcCounts kdcSocket,
    Map<RefusalTable.Kind, Long> refused,
    RefusalCounts refusalDatagrams)
    implements DaemonState {
  static final DaemonState ONE =
      new FixedState(
          List.of(
              new RealmState(
                  new Realm("A.EXAMPLE"),
                  Instant.EPOCH,
                  Map.of(Role.CLIENT, 3L),
                  2,
                  List.of(
                      new KdcFinding(
                          "kdc.a.example:88 (192.0.2.1)",
                          KdcFinding.Verdict.UNGUARDED,
                          true,
                          "",
                          Instant.EPOCH)),
                  1,
                  false)),
          new ListenerCounts(1, 2, 3, 7, 8, 9, 10, 4, 5, 6),
          new KdcCounts(1, 2, 3, 4, 5, 6),
          Map.of(new RefusalTable.Kind("closed", "enforce"), 11L),
          new RefusalCounts(12, 13));
}
