package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.kxover.kdb.CrossoverKey;

/** Whether an open principal keeps the tickets under its key within that key's life. */
final class TicketLimits {
  private static final Set<String> STOPS_TICKETS =
      Set.of(
          PrincipalEntry.DISALLOW_ALL_TIX,
          "DISALLOW_SVR",
          "DISALLOW_TGT_BASED",
          "REQUIRES_PRE_AUTH",
          "REQUIRES_HW_AUTH");

  private TicketLimits() {}

  /** What of {@code entry} is not as {@code key} wants it, in words; empty where all is. */
  static String wrong(CrossoverKey key, PrincipalEntry entry) {
    if (!entry.maxTicketLife().equals(key.maxTicketLife())
        || !entry.maxRenewableLife().equals(Duration.ZERO)) {
      return "its ticket and renewable life are "
          + entry.maxTicketLife()
          + " and "
          + entry.maxRenewableLife();
    }
    if (!entry.expiration().equals(Optional.of(KadminRequest.expiration(key)))) {
      return "it expires at " + entry.expiration().map(Object::toString).orElse("no time");
    }
    if (entry.policy().isPresent()) {
      return "it has a password policy";
    }
    return entry.attributes().stream()
        .filter(STOPS_TICKETS::contains)
        .findFirst()
        .map(attribute -> "it still has the attribute " + attribute)
        .orElse("");
  }
}
