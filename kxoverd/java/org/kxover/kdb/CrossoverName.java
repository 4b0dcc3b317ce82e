package org.kxover.kdb;

import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** The only principals this store looks at: {@code krbtgt/SERVICE@CLIENT}. */
public final class CrossoverName {
  private CrossoverName() {}

  /**
   * {@code name}, with its name type set, where it is a crossover between two domain-style realms.
   * Realms that differ in case only are one DNS domain, and no crossover.
   *
   * @throws IllegalArgumentException where it is anything else, {@code krbtgt/REALM@REALM} too
   */
  public static PrincipalName require(PrincipalName name) {
    if (!name.isTicketGrantingService()) {
      throw new IllegalArgumentException("not a crossover principal");
    }
    Realm service = service(name);
    if (service.sameDomain(name.realm())) {
      throw new IllegalArgumentException("a realm's own krbtgt is no crossover principal");
    }
    return PrincipalName.crossover(service, name.realm());
  }

  /** The role that {@code name} gives to {@code ours}. */
  public static Role role(PrincipalName name, Realm ours) {
    if (name.realm().equals(ours)) {
      return Role.CLIENT;
    }
    if (service(name).equals(ours)) {
      return Role.SERVICE;
    }
    throw new IllegalArgumentException("a crossover of other realms");
  }

  /**
   * The name of the principal that claims {@code crossover}: of {@code ours}, since a database in
   * LDAP takes no principal of another realm but a crossover; and with colons, which no realm has.
   */
  public static String claim(PrincipalName crossover, Realm ours) {
    PrincipalName name = require(crossover);
    Role role = role(name, ours);
    Realm peer = role == Role.CLIENT ? service(name) : name.realm();
    return "krbtgt/kxover:" + role.word() + ":" + peer + "@" + ours;
  }

  private static Realm service(PrincipalName name) {
    try {
      return Realm.parse(name.components().get(1));
    } catch (KerberosSyntaxException e) {
      throw new IllegalArgumentException("a crossover to no domain-style realm", e);
    }
  }
}
