package org.kxover.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.guard.KdcFinding;
import org.kxover.guard.RefusalTable;
import org.kxover.kdb.Role;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcProcess;
import org.kxover.kdcsocket.RefusalCounts;
import org.kxover.kerberos.Realm;
import org.kxover.tls.ListenerCounts;
import org.kxover.watch.OwnRecord;
import org.kxover.watch.OwnRecordsFinding;

/** A made-up daemon's state. */
record FixedState(
    List<RealmState> realms,
    ListenerCounts listener,
    KdcCounts kdcSocket,
    List<KdcProcess> kdcProcesses,
    Map<RefusalTable.Kind, Long> refused,
    RefusalCounts refusalDatagrams,
    Optional<Boolean> clockSynchronised)
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
                          true,
                          "",
                          Instant.EPOCH,
                          Optional.of(Duration.ofSeconds(-3)))),
                  1,
                  false,
                  Optional.of(
                      new OwnRecordsFinding(
                          Map.of(OwnRecord.SRV, "bogus, expired"),
                          Optional.of(Instant.ofEpochSecond(1000)),
                          Duration.ZERO)),
                  Optional.of(true),
                  Optional.of(Instant.ofEpochSecond(2000)),
                  8)),
          new ListenerCounts(1, 2, 3, 7, 8, 9, 10, 4, 5, 6),
          new KdcCounts(1, 2, 3, 4, 5, 6),
          List.of(
              new KdcProcess(
                  1, Duration.ZERO, Instant.ofEpochSecond(3000), 0, Set.of(new Realm("B.EXAMPLE"))),
              new KdcProcess(
                  2,
                  Duration.ZERO,
                  Instant.ofEpochSecond(5000),
                  9,
                  Set.of(new Realm("A.EXAMPLE"), new Realm("B.EXAMPLE"))),
              new KdcProcess(
                  3,
                  Duration.ZERO,
                  Instant.ofEpochSecond(4000),
                  9,
                  Set.of(new Realm("A.EXAMPLE")))),
          Map.of(new RefusalTable.Kind("closed", "enforce"), 11L),
          new RefusalCounts(12, 13),
          Optional.of(false));
}
