package org.kxover.simulation;

import java.util.function.LongPredicate;
import org.kxover.config.RealmSettings;

/** A realm of which only the policy is the daemon's own: for many runs in a short time. */
final class PeersOnly {
  private final Setup setup;
  private final VirtualClock clock = new VirtualClock();
  private final Peers peers;

  /**
   * @param spread false for renewals without the daemon's spread
   */
  PeersOnly(
      Setup setup,
      RealmSettings settings,
      double[] perDay,
      long[] joined,
      Outage outage,
      boolean spread,
      int days) {
    this.setup = setup;
    this.peers =
        new Peers(
            perDay,
            joined,
            settings,
            clock,
            new PolicyResponder(perDay.length, settings, outage, clock),
            spread,
            days,
            setup.seed());
  }

  Peers peers() {
    return peers;
  }

  /** Gives all realms a key within the first hour. */
  PeersOnly withAllKeys() {
    peers.makeAllKeys();
    return this;
  }

  /** Runs for so many days. */
  Peers run(String name, int days) {
    long end = days * VirtualClock.DAY;
    LongPredicate more = next -> next < end;
    while (more.test(peers.next())) {
      peers.step();
      setup.say(false, "  %s: day %d", name, clock.nanos() / VirtualClock.DAY);
    }
    return peers;
  }
}
