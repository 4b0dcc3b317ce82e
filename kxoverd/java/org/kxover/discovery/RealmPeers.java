package org.kxover.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.kerberos.Realm;

/**
 * The servers that speak for a realm, one after the other in the order to try them (RFC 2782), each
 * as soon as its TLSA records are known. The records of all are looked up side by side, so that a
 * slow one costs the others nothing.
 *
 * <p>For one thread.
 */
public final class RealmPeers {
  /** How long to go on without a server that another look-up may find. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private static final List<DiscoveryFailure> MOST_TELLING_FIRST =
      List.of(
          DiscoveryFailure.BOGUS,
          DiscoveryFailure.INSECURE,
          DiscoveryFailure.INDETERMINATE,
          DiscoveryFailure.FAILED,
          DiscoveryFailure.REFUSED,
          DiscoveryFailure.INVALID,
          DiscoveryFailure.ABSENT);

  private final Realm realm;
  private final Optional<DiscoveryException> instead;
  private final Deque<PeerLookup> waiting;
  private final List<DiscoveryException> leftOut;
  private final Map<String, AddressLookup> addresses = new HashMap<>();
  private boolean found;
  private Duration ttl;

  /**
   * @param ttl of the SRV records
   * @param instead why these are the servers of the fallback
   * @param waiting servers in the order to try them
   * @param leftOut why others are no servers at all
   */
  RealmPeers(
      Realm realm,
      Duration ttl,
      Optional<DiscoveryException> instead,
      List<PeerLookup> waiting,
      List<DiscoveryException> leftOut) {
    this.realm = realm;
    this.instead = instead;
    this.waiting = new ArrayDeque<>(waiting);
    this.leftOut = new ArrayList<>();
    this.ttl = instead.map(absent -> Comparables.min(ttl, absent.ttl())).orElse(ttl);
    leftOut.forEach(this::leaveOut);
  }

  public Realm realm() {
    return realm;
  }

  /** How long that holds what was told so far. */
  public Duration ttl() {
    return ttl;
  }

  /**
   * The next server, or empty where all have been told.
   *
   * @throws DiscoveryException where there is not even one: the most telling of the reasons
   */
  public Optional<Peer> next() throws DiscoveryException {
    while (!waiting.isEmpty()) {
      PeerLookup next = waiting.remove();
      try {
        PeerTlsa.Found records = next.result();
        found = true;
        ttl = Comparables.min(ttl, records.ttl());
        return Optional.of(new Peer(next.host(), next.port(), records.records()));
      } catch (DiscoveryException e) {
        leaveOut(e);
      }
    }
    if (!found) {
      throw nothing();
    }
    return Optional.empty();
  }

  /** Lets {@link Discovery#addressesOf} find the addresses of {@code host} there. */
  void expect(String host, AddressLookup lookup) {
    addresses.put(host, lookup);
  }

  /** The look-up that has begun ahead, once. */
  Optional<AddressLookup> expected(String host) {
    return Optional.ofNullable(addresses.remove(host));
  }

  private void leaveOut(DiscoveryException why) {
    leftOut.add(why);
    ttl = Comparables.min(ttl, why.failure() == DiscoveryFailure.ABSENT ? why.ttl() : RETRY);
  }

  private DiscoveryException nothing() {
    DiscoveryException worst =
        leftOut.stream()
            .min(Comparator.comparingInt(e -> MOST_TELLING_FIRST.indexOf(e.failure())))
            .orElseThrow();
    boolean absent = worst.failure() == DiscoveryFailure.ABSENT;
    String before = absent ? instead.map(e -> e.getMessage() + "; ").orElse("") : "";
    String others = leftOut.size() == 1 ? "" : " (and " + (leftOut.size() - 1) + " more left out)";
    return new DiscoveryException(
        worst.failure(), absent ? ttl : Duration.ZERO, before + worst.getMessage() + others);
  }
}
