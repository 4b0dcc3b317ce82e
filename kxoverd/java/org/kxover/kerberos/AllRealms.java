package org.kxover.kerberos;

/**
 * The name that stands for all other realms in a block. The realm cannot exist (RFC 6761 section
 * 6.4). While its crossover with the local realm is blocked, all are.
 */
public final class AllRealms {
  public static final Realm REALM = new Realm("KXOVER-ALL.INVALID");

  private AllRealms() {}

  /** {@code krbtgt/LOCAL@KXOVER-ALL.INVALID}. */
  public static PrincipalName crossover(Realm local) {
    return PrincipalName.crossover(local, REALM);
  }
}
