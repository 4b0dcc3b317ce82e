package org.kxover.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.lab.LabPacket;

/**
 * What one site sends the other at about the same time.
 *
 * @param millis after the beginning, when the first of it came to the line
 * @param from the site, 0 or 1
 * @param names of the packets, each once
 */
record PacketBurst(double millis, int from, Set<String> names) {
  /** Good manners at the end of a session, for which nobody waits. */
  private static final String CLOSE_NOTIFY = "TLS, 24 octets";

  /** Packets in the order in which they came, put together as far as no way across lies between. */
  static List<PacketBurst> of(List<LabPacket> packets, long startNanos, Duration oneWay) {
    List<PacketBurst> flights = new ArrayList<>();
    for (LabPacket packet : packets) {
      double millis = (packet.nanos() - startNanos) / 1e6;
      if (millis < 0 || packet.name().equals(CLOSE_NOTIFY)) {
        continue;
      }
      Optional<PacketBurst> last =
          flights.stream()
              .filter(flight -> flight.from == packet.from())
              .reduce((one, other) -> other)
              .filter(flight -> millis - flight.millis < oneWay.toMillis());
      if (last.isPresent()) {
        last.get().names.add(packet.name());
      } else {
        flights.add(
            new PacketBurst(millis, packet.from(), new LinkedHashSet<>(Set.of(packet.name()))));
      }
    }
    return flights;
  }

  /**
   * How often, from first to last, one site can have waited for what the other sent: ways across.
   */
  static int ways(List<PacketBurst> flights, Duration oneWay) {
    int ways = 0;
    double arrived = 0;
    int at = 0;
    for (PacketBurst flight : flights) {
      if (flight.from == at && flight.millis >= arrived) {
        ways++;
        arrived = flight.millis + oneWay.toMillis();
        at = 1 - at;
      }
    }
    return ways;
  }
}
