package org.kxover.kerberos;

import java.util.List;

/**
 * The names by which kxoverd finds out whether a KDC has the guard, and asks it. The realm cannot
 * exist (RFC 6761 section 6.4). Its only crossover is that with the local realm, and its only
 * client is made up.
 */
public final class ProbeNames {
  public static final Realm REALM = new Realm("KXOVER-PROBE.INVALID");
  public static final PrincipalName CLIENT =
      new PrincipalName(REALM, NameType.NT_PRINCIPAL, List.of("probe"));

  /** The first part of the names of both services. */
  public static final String SERVICE = "kxover-probe";

  /** No host has such a name. {@code kxover check} makes the KDC ask for one. */
  private static final String OF_CHECK = ".kxover-check.invalid";

  private ProbeNames() {}

  /** A host for which {@code kxover check} makes the KDC ask. */
  public static String hostOfCheck(int number) {
    return "n" + number + OF_CHECK;
  }

  /** True for {@link #hostOfCheck}. */
  public static boolean isOfCheck(String host) {
    return host.endsWith(OF_CHECK);
  }

  /** {@code krbtgt/LOCAL@KXOVER-PROBE.INVALID}. */
  public static PrincipalName crossover(Realm local) {
    return PrincipalName.crossover(local, REALM);
  }

  /** A service that is open to the probe's realm. */
  public static PrincipalName open(Realm local) {
    return new PrincipalName(local, NameType.NT_SRV_INST, List.of(SERVICE, "open"));
  }

  /** A service that is closed to all other realms. */
  public static PrincipalName closed(Realm local) {
    return new PrincipalName(local, NameType.NT_SRV_INST, List.of(SERVICE, "closed"));
  }
}
