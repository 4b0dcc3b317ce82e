package org.kxover.discovery;

import java.util.Optional;
import java.util.Set;

/**
 * Domains that DNS is not asked about: names below them mean something at home only, and whoever
 * sees our questions need not know them.
 *
 * @param domains in lower case, without dots at their ends
 */
public record NeverLookedUp(Set<String> domains) {

  public NeverLookedUp {
    domains = Set.copyOf(domains);
  }

  public static NeverLookedUp nothing() {
    return new NeverLookedUp(Set.of());
  }

  /**
   * The domain that {@code name} is in, if it is in one.
   *
   * @param name in lower case, without a dot at its end
   */
  Optional<String> domainOf(String name) {
    return domains.stream()
        .filter(domain -> name.equals(domain) || name.endsWith("." + domain))
        .findFirst();
  }
}
