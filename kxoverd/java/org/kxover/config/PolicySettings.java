package org.kxover.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.HostName;

/**
 * With whom a realm crosses over, and where its daemon goes for that.
 *
 * @param client whether its users may go out
 * @param service whether users of other realms may come in
 * @param peerRealms the first rule that matches decides; where none does, it is a denial
 * @param neverLookedUp domains that DNS is not asked about, nor about anything below them
 * @param allowedNetworks that may be connected to although they are not on the public Internet
 */
public record PolicySettings(
    boolean client,
    boolean service,
    List<RealmRule> peerRealms,
    NewRealmSettings newRealms,
    Set<String> neverLookedUp,
    List<Network> allowedNetworks) {

  public PolicySettings {
    peerRealms = List.copyOf(peerRealms);
    neverLookedUp = Set.copyOf(neverLookedUp);
    allowedNetworks = List.copyOf(allowedNetworks);
  }

  /**
   * Names that only mean something at home (RFC 6761, 6762 with its appendix G, 8375, 9476, and
   * ICANN's choice of {@code internal}), or in no DNS at all (RFC 7686); arpa has no realms.
   */
  private static final String LOCAL_NAMES =
      "alt arpa corp home internal intranet invalid lan local localhost onion private test";

  static PolicySettings from(Section section) throws ConfigException {
    List<String> roles =
        section.list(
            "roles",
            "client service",
            "\\s+",
            word -> Optional.of(word).filter(Set.of("client", "service")::contains),
            "client, service or both");
    List<RealmRule> rules =
        section.list(
            "peer_realms",
            "allow *",
            "\\s*,\\s*",
            RealmRule::parse,
            "a list such as deny *.bad.example, allow *");
    if (rules.stream().limit(rules.size() - 1).anyMatch(RealmRule::isForAll)) {
      throw new ConfigException(
          section.whereIs("peer_realms"), "peer_realms has rules after one for all realms");
    }
    return new PolicySettings(
        roles.contains("client"),
        roles.contains("service"),
        rules,
        NewRealmSettings.from(section),
        Set.copyOf(
            section.listOrNone(
                "never_look_up",
                LOCAL_NAMES,
                word -> HostName.parse(word).map(HostName::name),
                "a list of domains, or none")),
        section.listOrNone(
            "allowed_networks", "none", Network::parse, "a list such as 10.0.0.0/8 fd00::/8"));
  }
}
