package org.kxover.kdb.principal;

import java.time.Instant;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kerberos.KerberosTime;

/** The expiration dates of crossover principals. */
public final class Expirations {
  /**
   * The expiration of a half-made principal. Together with {@code DISALLOW_ALL_TIX} it
   * distinguishes a half-made principal of ours from a principal that an administrator closed.
   */
  public static final KerberosTime HALF_MADE =
      new KerberosTime(Instant.parse("1970-01-02T03:04:05Z"));

  /**
   * The expiration of a {@link Role#SERVICE} principal. The KDC checks the expiration when it
   * issues a ticket, but not when it reads one (krb5 1.13 to 1.22). With a date long past, the KDC
   * reads tickets under the key and issues none.
   */
  public static final KerberosTime ISSUES_NOTHING =
      new KerberosTime(Instant.parse("1970-01-03T03:04:05Z"));

  private Expirations() {}

  /** The expiration of an open principal with {@code key}. */
  public static KerberosTime of(CrossoverKey key) {
    return key.role() == Role.CLIENT ? key.lastIssue() : ISSUES_NOTHING;
  }
}
