package org.kxover.policy;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRole;
import org.kxover.config.RealmRule;
import org.kxover.config.RealmSettings;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.Realm;

/**
 * What one realm's administrator allows. Each refusal names the setting that would have to be
 * another; it is for our own log, and no stranger's business.
 */
public final class Policy {
  private final String section;
  private final RealmSettings settings;
  private final Destinations destinations;
  private final NewRealms goingOut;
  private final NewRealms comingIn;

  public Policy(RealmSettings settings, InstantSource clock) {
    this.section = "[realm " + settings.realm() + "]";
    this.settings = settings;
    this.destinations = new Destinations(settings.get(PolicySettings.ALLOWED_NETWORKS));
    this.goingOut = new NewRealms(clock);
    this.comingIn = new NewRealms(clock);
  }

  /** Whether our users may go out at all; costs nothing, so it comes before any look-up. */
  public void requireClient() throws CrossingException {
    if (!settings.get(PolicySettings.ROLES).contains(RealmRole.CLIENT)) {
      throw refusal("our users do not go out: roles of " + section + " has no client");
    }
  }

  /** Whether users of other realms may come in at all. */
  public void requireService() throws CrossingException {
    if (!settings.get(PolicySettings.ROLES).contains(RealmRole.SERVICE)) {
      throw refusal("nobody comes in: roles of " + section + " has no service");
    }
  }

  /** Whether that realm is one to cross over with. */
  public void requirePeer(Realm peer) throws CrossingException {
    Optional<RealmRule> rule =
        settings.get(PolicySettings.PEER_REALMS).stream()
            .filter(one -> one.matches(peer))
            .findFirst();
    if (rule.isEmpty()) {
      throw refusal("peer_realms of " + section + " has no rule that allows " + peer);
    }
    if (!rule.get().allow()) {
      throw refusal(peer + ": peer_realms of " + section + " says " + rule.get());
    }
  }

  /** Why our users may not go to that realm, if they may not; counts nothing. */
  public Optional<String> objection(Realm service) {
    try {
      requireClient();
      requirePeer(service);
      return Optional.empty();
    } catch (CrossingException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Counts a realm that our database has no key of yet, to which our users are to go. */
  public void countGoingOut(Realm service) throws CrossingException {
    count(goingOut, service);
  }

  /** Counts a realm that our database has no key of yet, from which users are to come. */
  public void countComingIn(Realm client) throws CrossingException {
    count(comingIn, client);
  }

  private void count(NewRealms realms, Realm peer) throws CrossingException {
    Optional<String> limit = realms.count(peer, settings);
    if (limit.isPresent()) {
      throw refusal(
          peer
              + " would be one new realm too many in "
              + settings.newRealmsWindow()
              + ": "
              + section
              + " has "
              + limit.get());
    }
  }

  /** Why an address that DNS names is not to be connected to, if it is not. */
  public Optional<String> objection(InetAddress address) {
    return destinations
        .objection(address)
        .map(
            what ->
                address.getHostAddress()
                    + " is "
                    + what
                    + "; it takes allowed_networks in "
                    + section
                    + " to connect to it");
  }

  private static CrossingException refusal(String why) {
    return new CrossingException(FailureReason.REFUSED_BY_POLICY, why);
  }
}
