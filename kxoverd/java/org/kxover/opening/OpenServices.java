package org.kxover.opening;

import java.util.List;

/**
 * What is open in a database.
 *
 * @param services in the order of their names
 * @param unread the number of principals that were not looked at, because kadmin takes no such name
 */
public record OpenServices(List<Service> services, int unread) {
  public OpenServices {
    services = List.copyOf(services);
  }
}
