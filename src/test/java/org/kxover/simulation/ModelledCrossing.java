package org.kxover.simulation;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kxover.config.KeySettings;
import org.kxover.crossing.KeyMaker;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.KeyRecorder;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.ExchangeException;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Reply;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Terms;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;

/**
 * Makes keys with realms that give one to everybody. Discovery, policy, the messages, the
 * derivation and the writing are the daemon's own; connections and TLS are left out.
 */
final class ModelledCrossing implements KeyMaker {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final LocalRealm realm;
  private final Discovery discovery;
  private final List<byte[]> chain;
  private final Outage outage;
  private final VirtualClock clock;
  private final SecureRandom random;
  private final KeyRecorder keys;
  private long sessions;

  ModelledCrossing(
      LocalRealm realm,
      Discovery discovery,
      List<byte[]> chain,
      Outage outage,
      VirtualClock clock,
      SecureRandom random) {
    this.realm = realm;
    this.discovery = discovery;
    this.chain = chain;
    this.outage = outage;
    this.clock = clock;
    this.random = random;
    this.keys = new KeyRecorder(realm, Role.CLIENT);
  }

  /** How many exchanges were made or tried. */
  long sessions() {
    return sessions;
  }

  @Override
  public StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    Instant start = clock.instant();
    try {
      Peer peer = find(name, service, before);
      try (Agreement agreement = agree(service, before)) {
        return keys.write(agreement, peer.toString(), before, start);
      }
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    } catch (PeerRefusedException | ExchangeException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Peer find(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws DiscoveryException, StoreException, CrossingException, IOException {
    RealmPeers peers = discovery.peersOf(service, LIMIT);
    Peer peer = peers.next().orElseThrow();
    if (before.isEmpty()) {
      realm.policy().countNewServiceRealm(service);
    }
    realm.store().requireWritable(name, before);
    var unused = discovery.addressesOf(peers, peer, LIMIT);
    if (outage.at(clock.nanos()).isPresent()) {
      throw new CrossingException(FailureReason.UNREACHABLE, "no connection");
    }
    return peer;
  }

  private Agreement agree(Realm service, Optional<StoredCrossover> before)
      throws StoreException, IOException, PeerRefusedException, ExchangeException {
    MemorySession ours = new MemorySession(sessions, chain);
    MemorySession theirs = new MemorySession(sessions, chain);
    sessions++;
    Optional<PriorKey> prior = prior(before);
    Responder responder = new Responder(termsOf(service), clock, random);
    ours.onWrite(message -> answer(responder, theirs, message, prior));
    theirs.onWrite(ours::deliver);
    try {
      return new Initiator(realm.termsOfClient(), clock, random)
          .run(ours, service, before.map(StoredCrossover::highestKvno).orElse(0) + 1, prior, true);
    } finally {
      prior.ifPresent(PriorKey::close);
    }
  }

  private static void answer(
      Responder responder, MemorySession session, byte[] message, Optional<PriorKey> prior)
      throws IOException {
    try {
      Proposal proposal = responder.validate(session, KxReq.parseFrom(message));
      try (Reply reply = responder.reply(session, proposal, proposal.kvno(), prior, true)) {
        session.writeMessage(reply.message().encoded());
      }
    } catch (MessageException | RefusedException e) {
      throw new IOException(e);
    }
  }

  private Optional<PriorKey> prior(Optional<StoredCrossover> before) throws StoreException {
    if (before.isEmpty() || before.get().keys().isEmpty()) {
      return Optional.empty();
    }
    int kvno = before.get().highestKvno();
    KeyValidity newest = before.get().keys().get(kvno);
    EncryptionType strongest =
        newest.etypes().stream().max(EncryptionType.WEAKEST_FIRST).orElseThrow();
    Optional<EncryptionKey> key = realm.store().key(before.get().name(), kvno, strongest);
    return key.map(octets -> new PriorKey(kvno, octets));
  }

  private Terms termsOf(Realm service) {
    return new Terms(
        service,
        realm.settings().get(KeySettings.ENCRYPTION_TYPES).stream()
            .sorted(Comparator.naturalOrder())
            .toList(),
        realm.settings().get(KeySettings.KEY_LIFETIME),
        LocalRealm.LEAST_LIFETIME,
        realm.settings().get(KeySettings.CLOCK_SKEW));
  }
}
