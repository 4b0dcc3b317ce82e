package org.kxover.kdb.principal;

import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.Role;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** The name of the principal that claims a crossover, see {@link SharedClaims}. */
public final class ClaimName {
  private ClaimName() {}

  /**
   * The name is in the realm {@code ours}, because a database in LDAP accepts principals of another
   * realm only if they are crossovers. It contains colons, which no realm name has.
   *
   * @throws IllegalArgumentException if {@code crossover} is not a crossover of {@code ours}
   */
  public static String of(PrincipalName crossover, Realm ours) {
    PrincipalName name = CrossoverName.require(crossover);
    Role role = CrossoverName.role(name, ours);
    String peer = role == Role.CLIENT ? name.components().get(1) : name.realm().toString();
    return "krbtgt/kxover:" + role.word() + ":" + peer + "@" + ours;
  }
}
