package org.kxover.kdb.principal;

import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.Role;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** The name of the principal that claims a crossover, see {@link SharedClaims}. */
public final class ClaimName {
  private ClaimName() {}

  /**
   * The name, of {@code ours}, since a database in LDAP takes no principal of another realm but a
   * crossover; and with colons, which no realm has.
   *
   * @throws IllegalArgumentException where {@code crossover} is none of {@code ours}
   */
  public static String of(PrincipalName crossover, Realm ours) {
    PrincipalName name = CrossoverName.require(crossover);
    Role role = CrossoverName.role(name, ours);
    String peer = role == Role.CLIENT ? name.components().get(1) : name.realm().toString();
    return "krbtgt/kxover:" + role.word() + ":" + peer + "@" + ours;
  }
}
