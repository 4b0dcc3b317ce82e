package org.kxover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.HostName;

/** Of {@code [realm REALM]}: with whom a realm crosses over, and where its daemon goes for that. */
public final class PolicySettings {
  /**
   * Names that only mean something at home (RFC 6761, 6762 with its appendix G, 8375, 9476, and
   * ICANN's choice of {@code internal}), or in no DNS at all (RFC 7686); arpa has no realms.
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
          Whether the realm's own users may go out to services of other realms (client), and
          whether users of other realms may come in to its services (service).""");

  public static final Setting<RealmSettings, Boolean> OFFER_OTHER_DIRECTION =
      DECLARED.byDefault(
          "offer_other_direction",
          Types.YES_OR_NO,
          "no",
          """
          yes: a realm whose request was answered is asked, right after, for a key for our own
          users too, unless the database has one. It takes both roles. The first of our users who
          goes there then does not wait. But whoever can run a realm can have this daemon connect
          to it, within the limits below.""");

  public static final Setting<RealmSettings, List<RealmRule>> PEER_REALMS =
      DECLARED.byDefault(
          "peer_realms",
          Lists.ofParts("a list such as deny *.bad.example, allow *", RealmRule::parse)
              .requiring(PolicySettings::endsWithAll, "has rules after one for all realms"),
          "allow *",
          """
          Realms to cross over with, or not. The first rule that matches decides; where no rule
          matches, the realm is denied. "*" is every realm, "*.b.example" every realm below
          b.example but not b.example itself. Upper and lower case are the same here. For example:
          deny b.example, deny *.b.example, allow *""");

  public static final Setting<RealmSettings, Integer> NEW_REALMS =
      DECLARED.byDefault(
          "new_realms",
          Types.number(0, 10_000),
          "500",
          """
          How many realms may be new to the database in the time of new_realms_window. Realms
          whose users come in are counted apart from realms to which ours go out. A reload begins
          the counts anew.""");

  public static final Setting<RealmSettings, Integer> NEW_REALMS_PER_DOMAIN =
      DECLARED.byDefault(
          "new_realms_per_domain",
          Types.number(0, 10_000),
          "20",
          "How many of the new realms may be below one registered domain.");

  public static final Setting<RealmSettings, Duration> NEW_REALMS_WINDOW =
      DECLARED.byDefault(
          "new_realms_window",
          Types.time("1s", "30d"),
          "1d",
          "The time for which new realms are counted.");

  /** In lower case. */
  public static final Setting<RealmSettings, Set<String>> NEVER_LOOK_UP =
      DECLARED.byDefault(
          "never_look_up",
          Lists.ofWordsOrNone(
                  "a list of domains, or none", word -> HostName.parse(word).map(HostName::name))
              .map(Set::copyOf),
          LOCAL_NAMES,
          """
          Domains of which DNS is never asked, whether a user names a host below them or a
          stranger claims to be a realm there; or none.""");

  public static final Setting<RealmSettings, List<Network>> ALLOWED_NETWORKS =
      DECLARED.byDefault(
          "allowed_networks",
          Lists.ofWordsOrNone("a list such as 10.0.0.0/8 fd00::/8", Network::parse),
          "none",
          """
          Networks that are not on the public Internet and where daemons of other realms may be
          all the same, such as 10.0.0.0/8 fd00::/8; or none. Elsewhere they are looked for on the
          public Internet only: another realm's DNS shall not steer this daemon into the network
          that it is in.""");

  private static Optional<RealmRole> role(String word) {
    return Optional.ofNullable(Types.spelled(RealmRole.class).get(word));
  }

  private static boolean endsWithAll(List<RealmRule> rules) {
    return rules.stream().limit(rules.size() - 1L).noneMatch(RealmRule::isForAll);
  }

  private PolicySettings() {}
}
