package org.kxover.kdb.principal;

import java.time.Instant;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kerberos.KerberosTime;

/** The expiration dates of crossover principals, and what they mean. */
public final class Expirations {
  /**
   * Of a principal that is being made: with {@code DISALLOW_ALL_TIX} it tells a half-made one of
   * ours from one that an administrator closed.
   */
  public static final KerberosTime HALF_MADE =
      new KerberosTime(Instant.parse("1970-01-02T03:04:05Z"));

  /**
   * Of a {@link Role#SERVICE} principal. The KDC heeds it when it issues a ticket, and not when it
   * reads one (krb5 1.13 to 1.22), so with a date long past the key only reads.
   */
  public static final KerberosTime ISSUES_NOTHING =
      new KerberosTime(Instant.parse("1970-01-03T03:04:05Z"));

  private Expirations() {}

  /** Of an open principal with {@code key}. */
  public static KerberosTime of(CrossoverKey key) {
    return key.role() == Role.CLIENT ? key.lastIssue() : ISSUES_NOTHING;
  }
}
