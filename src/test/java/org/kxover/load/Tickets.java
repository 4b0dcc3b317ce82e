package org.kxover.load;

import java.io.IOException;
import java.util.List;
import org.kxover.bench.Referrals;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** How fast a KDC refers a user to another realm. */
final class Tickets {
  private static final int REQUESTS = 4_000;

  /**
   * One after the other would measure how soon the processors wake up, which is one thing on a
   * machine that does nothing else and another beside a flood.
   */
  private static final int IN_FLIGHT = 8;

  private final Referrals referrals;
  private final LabUser user;
  private final LabKdc kdc;
  private final String server;
  private final String ticket;

  /**
   * @param host of the realm {@code other}, to which ours was crossed over
   */
  Tickets(Referrals referrals, LabRealm realm, LabUser user, String host, String other) {
    this.referrals = referrals;
    this.user = user;
    this.kdc = realm.kdc();
    this.server = "HTTP/" + host + "@" + realm.name();
    this.ticket = "krbtgt/" + other + "@" + realm.name();
  }

  /** Tickets a second. */
  double rate() throws IOException {
    List<byte[]> requests = referrals.requests(user, REQUESTS, List.of(server));
    return referrals.rate(kdc.port(), requests, IN_FLIGHT, ticket);
  }
}
