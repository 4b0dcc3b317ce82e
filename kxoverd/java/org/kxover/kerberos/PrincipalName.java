package org.kxover.kerberos;

import java.util.List;

/**
 * A principal with its realm: the {@code KRB5PrincipalName} of RFC 4556 section 3.2.2.
 *
 * @param nameType a name type of RFC 4120 section 6.2
 * @param components one to eight, each a KerberosString (RFC 4120 section 5.2.1) of 1 to 255
 *     characters. Only printable ASCII, because names appear in logs and commands
 */
public record PrincipalName(Realm realm, int nameType, List<String> components) {
  private static final int MAX_COMPONENTS = 8;
  private static final int MAX_COMPONENT_LENGTH = 255;
  private static final String TGS = "krbtgt";

  /**
   * @throws IllegalArgumentException if the components are missing, too many, empty, too long or
   *     not printable ASCII
   */
  public PrincipalName {
    components = List.copyOf(components);
    if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
      throw new IllegalArgumentException("a principal has 1 to " + MAX_COMPONENTS + " components");
    }
    for (String component : components) {
      if (component.isEmpty() || component.length() > MAX_COMPONENT_LENGTH) {
        throw new IllegalArgumentException(
            "a component has 1 to " + MAX_COMPONENT_LENGTH + " characters");
      }
      if (!component.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new IllegalArgumentException("a component must be printable ASCII");
      }
    }
  }

  /** {@code krbtgt/SERVICE@CLIENT}: the crossover principal for users of {@code client}. */
  public static PrincipalName crossover(Realm service, Realm client) {
    return new PrincipalName(client, NameType.NT_SRV_INST, List.of(TGS, service.name()));
  }

  /** {@code krbtgt/REALM@REALM}: the realm's ticket granting service. */
  public static PrincipalName ticketGrantingService(Realm realm) {
    return crossover(realm, realm);
  }

  /** True if this is {@code krbtgt/REALM}, with any realm. */
  public boolean isTicketGrantingService() {
    return components.size() == 2 && components.get(0).equals(TGS);
  }

  /** The form that MIT prints, with {@code \} before {@code / @ \} in a component. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (String component : components) {
      out.append(out.length() == 0 ? "" : "/");
      for (int i = 0; i < component.length(); i++) {
        char c = component.charAt(i);
        out.append(c == '\\' || c == '/' || c == '@' ? "\\" : "").append(c);
      }
    }
    return out.append('@').append(realm).toString();
  }
}
