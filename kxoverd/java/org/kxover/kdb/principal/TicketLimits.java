package org.kxover.kdb.principal;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.kxover.kdb.CrossoverKey;

/** Checks that a principal's entry keeps tickets within the life of its key. */
public final class TicketLimits {
  private static final Set<String> TICKET_RESTRICTIONS =
      Set.of("DISALLOW_SVR", "DISALLOW_TGT_BASED", "REQUIRES_PRE_AUTH", "REQUIRES_HW_AUTH");

  private TicketLimits() {}

  /**
   * Says in words how an open {@code entry} differs from what {@code key} requires; empty if it
   * does not.
   */
  public static String mismatch(CrossoverKey key, PrincipalEntry entry) {
    if (!entry.expiration().equals(Optional.of(Expirations.of(key)))) {
      return entry.expiration().map(time -> "it expires at " + time).orElse("it never expires");
    }
    return entry.isClosed()
        ? "it still has the attribute " + PrincipalEntry.DISALLOW_ALL_TIX
        : mismatchBeforeOpening(key, entry);
  }

  /** As {@link #mismatch}, but for an entry that is still closed and has another expiration. */
  static String mismatchBeforeOpening(CrossoverKey key, PrincipalEntry entry) {
    if (!entry.maxTicketLife().equals(key.maxTicketLife())
        || !entry.maxRenewableLife().equals(Duration.ZERO)) {
      return "its ticket and renewable life are "
          + entry.maxTicketLife()
          + " and "
          + entry.maxRenewableLife();
    }
    if (entry.policy().isPresent()) {
      return "it has a password policy";
    }
    return entry.attributes().stream()
        .filter(TICKET_RESTRICTIONS::contains)
        .findFirst()
        .map(attribute -> "it still has the attribute " + attribute)
        .orElse("");
  }
}
