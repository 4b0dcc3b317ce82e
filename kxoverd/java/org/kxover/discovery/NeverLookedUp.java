package org.kxover.discovery;

import java.util.Optional;
import java.util.Set;

/**
 * Domains that are never looked up. Names in them have a meaning only in the local network, and
 * must not leak to DNS servers.
 *
 * @param domains in lower case, without trailing dots
 */
public record NeverLookedUp(Set<String> domains) {

  public NeverLookedUp {
    domains = Set.copyOf(domains);
  }

  public static NeverLookedUp nothing() {
    return new NeverLookedUp(Set.of());
  }

  /**
   * The domain that contains {@code name}, if there is one.
   *
   * @param name in lower case, without a trailing dot
   */
  Optional<String> domainOf(String name) {
    return domains.stream()
        .filter(domain -> name.equals(domain) || name.endsWith("." + domain))
        .findFirst();
  }
}
