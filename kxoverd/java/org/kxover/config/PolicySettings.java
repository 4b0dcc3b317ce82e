package org.kxover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.HostName;

/**
 * Settings in {@code [realm REALM]}: which realms it may cross to, and where the daemon may connect
 * to reach them.
 */
public final class PolicySettings {
  /**
   * Domains that exist only in local networks (RFC 6761, RFC 6762 with its appendix G, RFC 8375,
   * RFC 9476, and {@code internal}, which ICANN reserved), or not in DNS at all (RFC 7686). There
   * are no realms below arpa.
   */
  private static final String LOCAL_NAMES =
      "alt arpa corp home internal intranet invalid lan local localhost onion private test";

  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  public static final Setting<RealmSettings, Set<RealmRole>> ROLES =
      DECLARED.byDefault(
          "roles",
          Lists.ofWords("client, service or both", PolicySettings::role).map(Set::copyOf),
          "client service",
          """
          client: users of this realm may go out to services of other realms. service: users of
          other realms may come in to services of this realm.""");

  public static final Setting<RealmSettings, ClientRule> CLIENTS =
      DECLARED.byDefault(
          "clients",
          Types.oneOf(ClientRule.class),
          "own",
          """
          own: only users of this realm, and anonymous users, may go out. all: users of other
          realms, who came to this KDC with a ticket of their own, may go on to a third realm
          through it. They could then have this daemon make keys with any realm. The KDC's patch
          has the same setting in kdc.conf, and both must allow it. The plugin cannot tell kxoverd
          who asks, and is answered whoever it is.""");

  public static final Setting<RealmSettings, Boolean> OFFER_OTHER_DIRECTION =
      DECLARED.byDefault(
          "offer_other_direction",
          Types.YES_OR_NO,
          "no",
          """
          yes: after kxoverd has answered a request of another realm, it asks that realm for a key
          for our own users, unless the database already has one. The first of our users who goes
          there then does not wait. This needs both roles. Note that everyone who runs a realm can
          then make this daemon connect to that realm, within the limits of peer_realms,
          new_realms and allowed_networks.""");

  public static final Setting<RealmSettings, List<RealmRule>> PEER_REALMS =
      DECLARED.byDefault(
          "peer_realms",
          Lists.ofParts("a list such as deny *.bad.example, allow *", RealmRule::parse)
              .requiring(
                  PolicySettings::hasNoRuleAfterAll,
                  "has rules after a rule for all realms; they would never apply"),
          "allow *",
          """
          Rules that allow or deny crossovers with other realms. The first rule that matches
          decides. A realm that matches no rule is denied. "*" matches every realm. "*.b.example"
          matches every realm below b.example, but not b.example itself. Upper and lower case make
          no difference here. A public suffix (com, co.uk), or a realm above this one in DNS,
          needs a rule with its own name, as "allow example, allow *". KDCs take such realms as
          intermediates to those below them. The rules "deny b.example, deny *.b.example, allow *"
          deny b.example and all realms below it, and allow all others.""");

  public static final Setting<RealmSettings, Integer> NEW_REALMS =
      DECLARED.byDefault(
          "new_realms",
          Types.number(0, 100_000),
          "1000",
          """
          How many realms that the database does not have yet kxoverd accepts within
          new_realms_window. Realms whose users come in are counted separately from realms to
          which our users go. After a restart or a reload kxoverd reads the database, and counts the
          realms whose first key there is of that time. doc/SCALE.md says how many a realm needs.""");

  public static final Setting<RealmSettings, Integer> NEW_REALMS_PER_DOMAIN =
      DECLARED.byDefault(
          "new_realms_per_domain",
          Types.number(0, 10_000),
          "20",
          """
          How many of the new realms within new_realms_window may be below the same registered
          domain.""");

  public static final Setting<RealmSettings, Duration> NEW_REALMS_WINDOW =
      DECLARED.byDefault(
          "new_realms_window",
          Types.time("1s", "30d"),
          "1d",
          """
          The time over which kxoverd counts new realms (see new_realms and
          new_realms_per_domain).""");

  /** In lower case. */
  public static final Setting<RealmSettings, Set<String>> NEVER_LOOK_UP =
      DECLARED.byDefault(
          "never_look_up",
          Lists.ofWordsOrNone(
                  "a list of domains, or none", word -> HostName.parse(word).map(HostName::name))
              .map(Set::copyOf),
          LOCAL_NAMES,
          """
          Domains for which kxoverd never asks DNS; or none. This applies to hosts that a user
          names, and to realms that a stranger claims to come from.""");

  public static final Setting<RealmSettings, List<Network>> ALLOWED_NETWORKS =
      DECLARED.byDefault(
          "allowed_networks",
          Lists.ofWordsOrNone("a list such as 10.0.0.0/8 fd00::/8", Network::parse),
          "none",
          """
          Networks outside of the public Internet in which kxoverd may connect to daemons of other
          realms, such as 10.0.0.0/8 fd00::/8; or none. Elsewhere kxoverd connects to addresses on
          the public Internet only, and not to this machine itself. Otherwise another realm's DNS
          records could direct it to hosts of your internal network, or past a firewall to services
          of this machine. If this daemon serves two realms that cross over to each other, list its
          own address, such as 192.0.2.1/32.""");

  private static Optional<RealmRole> role(String word) {
    return Optional.ofNullable(Types.constantsByWord(RealmRole.class).get(word));
  }

  private static boolean hasNoRuleAfterAll(List<RealmRule> rules) {
    return rules.stream().limit(rules.size() - 1L).noneMatch(RealmRule::isForAll);
  }

  private PolicySettings() {}
}
