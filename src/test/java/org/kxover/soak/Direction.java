package org.kxover.soak;

import java.util.List;
import org.kxover.lab.LabRealm;

/**
 * A direction of crossings: users of one realm, services of the other.
 *
 * @param hosts in the service realm, each with a service {@code HTTP}
 */
record Direction(LabRealm client, LabRealm service, List<String> hosts) {
  /** The name of the crossover principal. */
  String crossover() {
    return "krbtgt/" + service.name() + "@" + client.name();
  }

  @Override
  public String toString() {
    return client.name() + " to " + service.name();
  }
}
