package org.kxover.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.kxover.kdb.Role;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kerberos.Realm;
import org.kxover.tls.ListenerCounts;

/** The state of a daemon that there is not. */
record FixedFigures(List<RealmFigures> realms, ListenerCounts listener, KdcCounts kdcSocket)
    implements Figures {
  static final Figures ONE =
      new FixedFigures(
          List.of(
              new RealmFigures(
                  new Realm("A.EXAMPLE"), Instant.EPOCH, Map.of(Role.CLIENT, 3L), 2, 1)),
          new ListenerCounts(1, 2, 3, 7, 8, 9, 4, 5, 6),
          new KdcCounts(1, 2, 3, 4, 5, 6));
}
