package org.kxover.soak;

import java.util.List;
import org.kxover.lab.LabRealm;

/**
 * One way across: the users of one realm to the services of another.
 *
 * @param hosts of the service's realm, each with a service {@code HTTP}
 */
record Direction(LabRealm client, LabRealm service, List<String> hosts) {
  /** The principal whose key makes it. */
  String crossover() {
    return "krbtgt/" + service.name() + "@" + client.name();
  }

  @Override
  public String toString() {
    return client.name() + " to " + service.name();
  }
}
