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
 * The servers of a realm in the order to try them (RFC 2782). Each is available as soon as its TLSA
 * records are known. The records of all servers are looked up in parallel, so that a slow lookup
 * does not delay the others.
 *
 * <p>Not thread-safe.
 */
public final class RealmPeers {
  /** When to look up a server again whose lookup failed. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private static final List<DiscoveryFailure> MOST_RELEVANT_FIRST =
      List.of(
          DiscoveryFailure.BOGUS,
          DiscoveryFailure.INSECURE,
          DiscoveryFailure.INDETERMINATE,
          DiscoveryFailure.FAILED,
          DiscoveryFailure.REFUSED,
          DiscoveryFailure.INVALID,
          DiscoveryFailure.ABSENT);

  private final Realm realm;
  private final Optional<DiscoveryException> fallbackReason;
  private final Deque<PeerLookup> remaining;
  private final List<DiscoveryException> skipped;
  private final Map<String, AddressLookup> addresses = new HashMap<>();
  private boolean found;
  private Duration ttl;

  /**
   * @param ttl of the SRV records
   * @param fallbackReason why the servers are those of the fallback service; empty if they are not
   * @param remaining the servers in the order to try them
   * @param skipped why other SRV records are unusable
   */
  RealmPeers(
      Realm realm,
      Duration ttl,
      Optional<DiscoveryException> fallbackReason,
      List<PeerLookup> remaining,
      List<DiscoveryException> skipped) {
    this.realm = realm;
    this.fallbackReason = fallbackReason;
    this.remaining = new ArrayDeque<>(remaining);
    this.skipped = new ArrayList<>();
    this.ttl = fallbackReason.map(absent -> Comparables.min(ttl, absent.ttl())).orElse(ttl);
    skipped.forEach(this::skip);
  }

  public Realm realm() {
    return realm;
  }

  /** How long the servers returned so far are valid. */
  public Duration ttl() {
    return ttl;
  }

  /**
   * The next server; empty after the last.
   *
   * @throws DiscoveryException if the realm has no usable server, with the most relevant reason
   */
  public Optional<Peer> next() throws DiscoveryException {
    while (!remaining.isEmpty()) {
      PeerLookup next = remaining.remove();
      try {
        PeerTlsa.Found records = next.result();
        found = true;
        ttl = Comparables.min(ttl, records.ttl());
        return Optional.of(new Peer(next.host(), next.port(), records.records()));
      } catch (DiscoveryException e) {
        skip(e);
      }
    }
    if (!found) {
      throw noUsableServer();
    }
    return Optional.empty();
  }

  /** Adds a started lookup of the addresses of {@code host}. */
  void addAddressLookup(String host, AddressLookup lookup) {
    addresses.put(host, lookup);
  }

  /** Removes and returns the started lookup of the addresses of {@code host}. */
  Optional<AddressLookup> takeAddressLookup(String host) {
    return Optional.ofNullable(addresses.remove(host));
  }

  private void skip(DiscoveryException why) {
    skipped.add(why);
    ttl = Comparables.min(ttl, why.failure() == DiscoveryFailure.ABSENT ? why.ttl() : RETRY);
  }

  private DiscoveryException noUsableServer() {
    DiscoveryException reason =
        skipped.stream()
            .min(Comparator.comparingInt(e -> MOST_RELEVANT_FIRST.indexOf(e.failure())))
            .orElseThrow();
    boolean absent = reason.failure() == DiscoveryFailure.ABSENT;
    String before = absent ? fallbackReason.map(e -> e.getMessage() + "; ").orElse("") : "";
    String others =
        skipped.size() == 1 ? "" : " (and " + (skipped.size() - 1) + " more servers are unusable)";
    return new DiscoveryException(
        reason.failure(), absent ? ttl : Duration.ZERO, before + reason.getMessage() + others);
  }
}
