package org.kxover.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.lab.LabPacket;

/**
 * Packets that one site sends within one one-way delay.
 *
 * @param millis arrival of the first packet at the line, since the start
 * @param from number of the sending site, 0 or 1
 * @param names of the packets, without duplicates
 */
record PacketBurst(double millis, int from, Set<String> names) {
  /** TLS close_notify, for which no side waits. */
  private static final String CLOSE_NOTIFY = "TLS, 24 octets";

  /** Groups packets, in order of arrival, into bursts of each site. */
  static List<PacketBurst> of(List<LabPacket> packets, long startNanos, Duration oneWay) {
    List<PacketBurst> bursts = new ArrayList<>();
    for (LabPacket packet : packets) {
      double millis = (packet.nanos() - startNanos) / 1e6;
      if (millis < 0 || packet.name().equals(CLOSE_NOTIFY)) {
        continue;
      }
      Optional<PacketBurst> last =
          bursts.stream()
              .filter(burst -> burst.from == packet.from())
              .reduce((one, other) -> other)
              .filter(burst -> millis - burst.millis < oneWay.toMillis());
      if (last.isPresent()) {
        last.get().names.add(packet.name());
      } else {
        bursts.add(
            new PacketBurst(millis, packet.from(), new LinkedHashSet<>(Set.of(packet.name()))));
      }
    }
    return bursts;
  }

  /** The number of one-way trips: how often one site can have waited for a burst of the other. */
  static int oneWayTrips(List<PacketBurst> bursts, Duration oneWay) {
    int oneWayTrips = 0;
    double arrived = 0;
    int at = 0;
    for (PacketBurst burst : bursts) {
      if (burst.from == at && burst.millis >= arrived) {
        oneWayTrips++;
        arrived = burst.millis + oneWay.toMillis();
        at = 1 - at;
      }
    }
    return oneWayTrips;
  }
}
