package org.kxover.metrics;

import java.util.List;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.tls.ListenerCounts;

/** The daemon's state at this moment; whoever asks must not have to wait for it. */
public interface Figures {
  /** Those that are served now. */
  List<RealmFigures> realms();

  ListenerCounts listener();

  KdcCounts kdcSocket();
}
