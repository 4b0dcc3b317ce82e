package org.kxover.config;

import java.net.InetSocketAddress;
import java.util.List;

/** Settings in {@code [realm REALM]}: the guard in the realm's KDCs. */
public final class GuardSettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  public static final Setting<RealmSettings, GuardPolicy> GUARD =
      DECLARED.byDefault(
          "guard",
          Types.oneOf(GuardPolicy.class),
          "required",
          """
          The guard is the module in the KDC that closes all services to users of other realms
          until an administrator opens them. krb5kdc starts without a word when it cannot load a
          module. So kxoverd tries each KDC of the realm at its start, every minute, and when a
          KDC's connection is lost. required: while a KDC is seen without the guard, or none is
          seen with it, kxoverd gives no key to other realms. optional: kxoverd only reports what
          it saw. off: kxoverd does not try.\
          """);

  public static final Setting<RealmSettings, List<InetSocketAddress>> GUARDED_KDCS =
      DECLARED.byDefault(
          "guarded_kdcs",
          Lists.ofWordsOrNone("a list such as 127.0.0.1:88 [2001:db8::1]:88", Addresses::parse),
          "127.0.0.1:88",
          """
          Addresses of KDCs that kxoverd tries, beside those that the realm's _kerberos._udp and
          _kerberos._tcp SRV records name in secure DNS; or none.\
          """);

  private GuardSettings() {}
}
