package org.kxover.metrics;

import java.util.List;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.tls.ListenerCounts;

/** The daemon's present state. The methods do not block. */
public interface DaemonState {
  /** The realms that are served now. */
  List<RealmState> realms();

  ListenerCounts listener();

  KdcCounts kdcSocket();
}
