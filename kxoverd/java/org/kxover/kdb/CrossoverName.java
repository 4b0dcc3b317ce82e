package org.kxover.kdb;

import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** The only principal names that the store accepts: {@code krbtgt/SERVICE@CLIENT}. */
public final class CrossoverName {
  private CrossoverName() {}

  /**
   * Returns {@code name} with its name type set, if it is a crossover between two domain-style
   * realms. Realms that differ only in case are one DNS domain: there is no crossover between them.
   *
   * @throws IllegalArgumentException if {@code name} is anything else, {@code krbtgt/REALM@REALM}
   *     included
   */
  public static PrincipalName require(PrincipalName name) {
    if (!name.isTicketGrantingService()) {
      throw new IllegalArgumentException("not a crossover principal (krbtgt/SERVICE@CLIENT)");
    }
    Realm service = service(name);
    if (service.sameDomain(name.realm())) {
      throw new IllegalArgumentException("a realm's own krbtgt is not a crossover principal");
    }
    return PrincipalName.crossover(service, name.realm());
  }

  /**
   * The role of the realm {@code ours} in the crossover {@code name}.
   *
   * @throws IllegalArgumentException if {@code ours} is neither realm of {@code name}
   */
  public static Role role(PrincipalName name, Realm ours) {
    if (name.realm().equals(ours)) {
      return Role.CLIENT;
    }
    if (service(name).equals(ours)) {
      return Role.SERVICE;
    }
    throw new IllegalArgumentException("neither of its realms is " + ours);
  }

  private static Realm service(PrincipalName name) {
    try {
      return Realm.parse(name.components().get(1));
    } catch (KerberosSyntaxException e) {
      throw new IllegalArgumentException("the service realm is not a domain-style realm", e);
    }
  }
}
