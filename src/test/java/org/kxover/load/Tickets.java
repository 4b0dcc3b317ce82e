package org.kxover.load;

import java.io.IOException;
import java.util.List;
import org.kxover.bench.Referrals;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Measures how fast a KDC issues referrals to another realm. */
final class Tickets {
  private static final int REQUESTS = 4_000;

  /**
   * Requests in flight. One at a time would measure how fast an idle processor wakes up, which
   * differs between an idle machine and a flooded one.
   */
  private static final int IN_FLIGHT = 8;

  private final Referrals referrals;
  private final LabUser user;
  private final LabKdc kdc;
  private final String server;
  private final String ticket;

  /**
   * @param host in the realm {@code other}, with which there is a crossover
   */
  Tickets(Referrals referrals, LabRealm realm, LabUser user, String host, String other) {
    this.referrals = referrals;
    this.user = user;
    this.kdc = realm.kdc();
    this.server = "HTTP/" + host + "@" + realm.name();
    this.ticket = "krbtgt/" + other + "@" + realm.name();
  }

  /** Tickets per second. */
  double rate() throws IOException {
    List<byte[]> requests = referrals.requests(user, REQUESTS, List.of(server));
    return referrals.rate(kdc.port(), requests, IN_FLIGHT, ticket);
  }
}
