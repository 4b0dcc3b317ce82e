package org.kxover.simulation;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.DerivedKeys;
import org.kxover.exchange.ExchangeException;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.Terms;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.MessageException;
import org.kxover.serving.DirectSession;
import org.kxover.serving.ExchangeService;

/**
 * Gives realms keys with the service that serves them in the daemon. The realms ask with the
 * daemon's own initiator, and remember their newest key, which the next one has mixed in.
 */
final class RealResponder implements Responding {
  /** How long a peer waits for its answer. */
  private static final long PATIENCE = 10 * VirtualClock.SECOND;

  private final Realm service;
  private final ExchangeService exchanges;
  private final VirtualClock clock;
  private final RealmSettings settings;
  private final List<byte[]> chain;
  private final SecureRandom random;
  private final Outage outage;
  private final EncryptionKey[] newest;
  private long sessions;
  private long longestWait;
  private long givenUp;

  /**
   * @param realms how many may ask
   * @param chain the certificates of every daemon
   */
  RealResponder(
      int realms,
      RealmSettings settings,
      ExchangeService exchanges,
      List<byte[]> chain,
      Outage outage,
      VirtualClock clock,
      SecureRandom random) {
    this.service = settings.realm();
    this.exchanges = exchanges;
    this.clock = clock;
    this.settings = settings;
    this.chain = chain;
    this.random = random;
    this.outage = outage;
    this.newest = new EncryptionKey[realms];
  }

  /** The longest time that a realm waited for its key, in nanoseconds. */
  long longestWait() {
    return longestWait;
  }

  /** How many exchanges took longer than the peer waits. */
  long givenUp() {
    return givenUp;
  }

  @Override
  public Outcome exchange(int realm, Optional<StoredCrossover> before) {
    Optional<Outcome> away = outage.at(clock.nanos());
    if (away.isPresent()) {
      return away.get();
    }
    long start = clock.nanos();
    try {
      Outcome outcome = ask(World.realm(realm), realm, before);
      longestWait = Math.max(longestWait, clock.nanos() - start);
      givenUp += clock.nanos() - start > PATIENCE ? 1 : 0;
      return outcome;
    } catch (PeerRefusedException e) {
      return Outcome.failed(
          e.isTemporary() ? FailureReason.PEER_UNAVAILABLE : FailureReason.REFUSED_BY_PEER);
    } catch (IOException | ExchangeException e) {
      throw new IllegalStateException(e);
    } finally {
      clock.set(start);
    }
  }

  private Outcome ask(Realm client, int realm, Optional<StoredCrossover> before)
      throws IOException, ExchangeException, PeerRefusedException {
    MemorySession ours = new MemorySession(sessions, chain);
    MemorySession theirs = new MemorySession(sessions, chain);
    sessions++;
    DirectSession served = new DirectSession(exchanges);
    ours.onWrite(message -> take(served, theirs, message));
    theirs.onWrite(ours::deliver);
    Optional<PriorKey> prior =
        before.map(
            stored ->
                new PriorKey(
                    stored.highestKvno(),
                    new EncryptionKey(newest[realm].type(), newest[realm].octets())));
    Agreement agreement =
        new Initiator(terms(client), clock, random)
            .run(
                ours, service, before.map(StoredCrossover::highestKvno).orElse(0) + 1, prior, true);
    try (agreement) {
      agreement.acknowledge(ours);
      newest[realm] = strongest(agreement);
      return Outcome.of(stored(client, agreement, before));
    }
  }

  private static void take(DirectSession served, MemorySession theirs, byte[] message)
      throws IOException {
    try {
      served.take(theirs, message);
    } catch (MessageException e) {
      throw new IOException(e);
    }
  }

  private Terms terms(Realm client) {
    return new Terms(
        client,
        settings.get(KeySettings.ENCRYPTION_TYPES),
        settings.get(KeySettings.KEY_LIFETIME),
        settings.get(KeySettings.MAX_TICKET_LIFE).plus(Duration.ofSeconds(30)),
        settings.get(KeySettings.CLOCK_SKEW));
  }

  private static EncryptionKey strongest(Agreement agreement) {
    DerivedKeys keys = (DerivedKeys) agreement.material();
    return keys.copies().stream()
        .max((one, other) -> EncryptionType.WEAKEST_FIRST.compare(one.type(), other.type()))
        .orElseThrow();
  }

  private StoredCrossover stored(
      Realm client, Agreement agreement, Optional<StoredCrossover> before) {
    KeyValidity validity =
        new KeyValidity(
            agreement.from(),
            agreement.till(),
            agreement.encryptionTypes(),
            "kx." + service.dnsName() + ":4088",
            agreement.namedGroup(),
            agreement.priorKvno());
    return new StoredCrossover(
        PrincipalName.crossover(service, client),
        true,
        Optional.of(Role.CLIENT),
        agreement.kvno(),
        new TreeMap<>(Map.of(agreement.kvno(), validity)),
        false,
        before.flatMap(StoredCrossover::used));
  }
}
