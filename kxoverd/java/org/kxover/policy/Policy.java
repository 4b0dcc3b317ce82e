package org.kxover.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.kxover.base.AddressText;
import org.kxover.config.ClientRule;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRole;
import org.kxover.config.RealmRule;
import org.kxover.config.RealmSettings;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/**
 * What the administrator of one realm allows. The text of each refusal names the setting that
 * forbids it. It is for our own log only and must not be sent to a peer.
 */
public final class Policy {
  private final String section;
  private final RealmSettings settings;
  private final Destinations destinations;
  private final NewRealms newServiceRealms;
  private final NewRealms newClientRealms;

  /**
   * @param ofThisMachine whether an interface of this machine has the address
   */
  public Policy(RealmSettings settings, InstantSource clock, Predicate<InetAddress> ofThisMachine) {
    this.section = "[realm " + settings.realm() + "]";
    this.settings = settings;
    this.destinations =
        new Destinations(settings.get(PolicySettings.ALLOWED_NETWORKS), ofThisMachine);
    this.newServiceRealms = new NewRealms(clock);
    this.newClientRealms = new NewRealms(clock);
  }

  /** Reads the list of public suffixes, which the first other realm needs. */
  public static void loadPublicSuffixes() {
    PublicSuffixes.list();
  }

  /**
   * Checks that our users may use services of other realms. It is cheap, so callers check it before
   * any DNS lookup.
   */
  public void requireClient() throws CrossingException {
    if (!settings.get(PolicySettings.ROLES).contains(RealmRole.CLIENT)) {
      throw refusal("our users may not use other realms: roles of " + section + " has no client");
    }
  }

  /**
   * Checks that this user may use services of other realms. An anonymous user counts as ours: only
   * the KDC can see which realm it comes from. A client {@code krbtgt/THEM@US} is the realm THEM,
   * which has that key.
   */
  public void requireClient(ClientName client) throws CrossingException {
    requireClient();
    if (settings.get(PolicySettings.CLIENTS) == ClientRule.OWN && client.isTicketService()) {
      throw refusal(
          "the client is "
              + Printable.quote(client.text())
              + ", which is another realm, and clients of "
              + section
              + " is own");
    }
    if (settings.get(PolicySettings.CLIENTS) == ClientRule.OWN
        && !client.isOf(settings.realm())
        && !client.isAnonymous()) {
      throw refusal(
          "the client is a user of "
              + Printable.quote(client.realm())
              + ", and clients of "
              + section
              + " is own");
    }
  }

  /** Checks that users of other realms may use our services. */
  public void requireService() throws CrossingException {
    if (!settings.get(PolicySettings.ROLES).contains(RealmRole.SERVICE)) {
      throw refusal(
          "users of other realms may not use our services: roles of "
              + section
              + " has no service");
    }
  }

  /**
   * Checks that {@code peer_realms} allows the other realm. Only a rule with its name allows a
   * public suffix or a realm above ours.
   */
  public void requirePeer(Realm peer) throws CrossingException {
    if (peer.sameDomain(ProbeNames.REALM)) {
      throw refusal(peer + " is the realm with which kxoverd tries the guard, and no other realm");
    }
    if (peer.sameDomain(AllRealms.REALM)) {
      throw refusal(peer + " stands for all realms in a block, and is no other realm");
    }
    Optional<RealmRule> rule =
        settings.get(PolicySettings.PEER_REALMS).stream()
            .filter(one -> one.matches(peer))
            .findFirst();
    if (rule.isEmpty()) {
      throw refusal("peer_realms of " + section + " has no rule that allows " + peer);
    }
    if (!rule.get().allow()) {
      throw refusal(peer + " is denied by a rule in peer_realms of " + section + ": " + rule.get());
    }
    Optional<String> position = highPosition(peer);
    if (position.isPresent()
        && settings.get(PolicySettings.PEER_REALMS).stream()
            .noneMatch(one -> one.allow() && one.names(peer))) {
      throw refusal(
          peer
              + " is "
              + position.get()
              + "; no rule in peer_realms of "
              + section
              + " allows it by its name");
    }
  }

  /**
   * The position of a realm in DNS above many others. KDCs take such a realm as a lawful
   * intermediate to the realms below it (MIT's hierarchical path), so it may vouch for their users.
   */
  private Optional<String> highPosition(Realm peer) {
    if (settings.realm().dnsName().endsWith("." + peer.dnsName())) {
      return Optional.of("above " + settings.realm() + " in DNS");
    }
    return RegisteredDomain.isPublicSuffix(peer)
        ? Optional.of("a public suffix")
        : Optional.empty();
  }

  /** The reason why our users may not use that realm; empty if they may. Counts nothing. */
  public Optional<String> objection(Realm service) {
    try {
      requireClient();
      requirePeer(service);
      return Optional.empty();
    } catch (CrossingException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Counts a service realm that is new to our database. */
  public void countNewServiceRealm(Realm service) throws CrossingException {
    count(newServiceRealms, service);
  }

  /** Counts a client realm that is new to our database. */
  public void countNewClientRealm(Realm client) throws CrossingException {
    count(newClientRealms, client);
  }

  /**
   * Counts a service realm that the database has, so that a restart does not reset the count.
   *
   * @param since when it was new
   */
  public void countFoundServiceRealm(Realm service, Instant since) {
    newServiceRealms.countFound(service, since, settings);
  }

  /**
   * Counts a client realm that the database has, so that a restart does not reset the count.
   *
   * @param since when it was new
   */
  public void countFoundClientRealm(Realm client, Instant since) {
    newClientRealms.countFound(client, since, settings);
  }

  private void count(NewRealms realms, Realm peer) throws CrossingException {
    Optional<String> limit = realms.count(peer, settings);
    if (limit.isPresent()) {
      throw refusal(
          peer
              + " would exceed the limit of new realms in "
              + settings.newRealmsWindow()
              + ": "
              + section
              + " has "
              + limit.get());
    }
  }

  /** The reason why we must not connect to an address from DNS; empty if we may. */
  public Optional<String> objection(InetAddress address) {
    return destinations
        .objection(address)
        .map(
            what ->
                AddressText.of(address)
                    + " is "
                    + what
                    + "; kxoverd does not connect to it unless allowed_networks of "
                    + section
                    + " lists it");
  }

  private static CrossingException refusal(String why) {
    return new CrossingException(FailureReason.REFUSED_BY_POLICY, why);
  }
}
