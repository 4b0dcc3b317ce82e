package org.kxover.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.guard.RefusalTable;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcProcess;
import org.kxover.kdcsocket.RefusalCounts;
import org.kxover.tls.ListenerCounts;

/** The daemon's present state. The methods do not block. */
public interface DaemonState {
  /** The realms that are served now. */
  List<RealmState> realms();

  ListenerCounts listener();

  KdcCounts kdcSocket();

  /** The KDC processes that are connected now. */
  List<KdcProcess> kdcProcesses();

  /** What the guards in the KDCs refused, as far as they could tell. */
  Map<RefusalTable.Kind, Long> refused();

  RefusalCounts refusalDatagrams();

  /** Whether the kernel says that the clock is synchronised; empty if systemd does not tell. */
  Optional<Boolean> clockSynchronised();
}
