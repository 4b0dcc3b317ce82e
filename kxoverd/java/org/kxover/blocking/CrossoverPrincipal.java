package org.kxover.blocking;

import java.util.Locale;
import java.util.Optional;
import org.kxover.kdb.Role;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/**
 * The name of a crossover principal between our realm and another one.
 *
 * @param role of our realm: {@link Role#CLIENT} for {@code krbtgt/OTHER@OURS}, by which our KDC
 *     issues tickets, {@link Role#SERVICE} for {@code krbtgt/OURS@OTHER}, by which it accepts them
 */
record CrossoverPrincipal(Realm ours, Realm other, Role role) {
  private static final String START = "krbtgt/";

  CrossoverPrincipal {
    if (ours.sameDomain(other)) {
      throw new IllegalArgumentException("a realm has no crossover with itself");
    }
  }

  /** The crossover of that name, as kadmin prints it; empty if it is none of ours. */
  static Optional<CrossoverPrincipal> parse(String listed, Realm ours) {
    int at = listed.indexOf('@');
    if (!listed.startsWith(START) || at < 0) {
      return Optional.empty();
    }
    try {
      Realm service = Realm.parse(listed.substring(START.length(), at));
      Realm client = Realm.parse(listed.substring(at + 1));
      if (client.sameDomain(service)) {
        return Optional.empty();
      }
      if (client.equals(ours)) {
        return Optional.of(new CrossoverPrincipal(ours, service, Role.CLIENT));
      }
      return service.equals(ours)
          ? Optional.of(new CrossoverPrincipal(ours, client, Role.SERVICE))
          : Optional.empty();
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
  }

  /** The principal of the realm's own tickets. */
  static String own(Realm ours) {
    return START + ours + "@" + ours;
  }

  /**
   * The role of our realm in a trust whose name {@link #parse} does not take, such as that of a
   * realm with an underscore; empty if it is no trust of ours.
   */
  static Optional<Role> roleOfOther(String listed, Realm ours) {
    if (listed.equals(own(ours))) {
      return Optional.empty();
    }
    if (listed.startsWith(START + ours + "@")) {
      return Optional.of(Role.SERVICE);
    }
    return listed.startsWith(START) && listed.endsWith("@" + ours)
        ? Optional.of(Role.CLIENT)
        : Optional.empty();
  }

  /** The realm as kxoverd expects it, where its zone says nothing else. */
  static Realm usual(Realm realm) {
    return new Realm(realm.name().toUpperCase(Locale.ROOT));
  }

  /** True if the other realm has its usual spelling. A block makes no other principal. */
  boolean isUsual() {
    return other.equals(usual(other));
  }

  @Override
  public String toString() {
    return role == Role.CLIENT ? START + other + "@" + ours : START + ours + "@" + other;
  }
}
