package org.kxover.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossover.LocalRealm;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.NeverLookedUp;
import org.kxover.discovery.PeerTrust;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.exchange.Responder;
import org.kxover.kdb.Role;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.MaintenanceTurns;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;
import org.kxover.referral.KeySource;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.KxCertificate;

/**
 * One realm with the daemon's own policy, key maintenance, exchanges and referrals, and a database
 * in memory. Realms that come in are {@link Peers}, and those to which its users go are {@link
 * Destinations}.
 */
final class SimulatedRealm {
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);
  private static final int MAX_QUESTIONS = 200;

  /** An exchange that renews a key, as measured with derived keys, and rounded up. */
  private static final long RENEWAL_TIME = VirtualClock.SECOND / 2;

  /** To write one key, as measured with derived keys, and rounded up. */
  private static final long WRITE_TIME = VirtualClock.SECOND / 50;

  private record Task(long when, Runnable work) {}

  private final VirtualClock clock = new VirtualClock();
  private final Deque<Task> tasks = new ArrayDeque<>();
  private final ModelledStore store;
  private final MaintenanceTurns turns;
  private final RealResponder responder;
  private final ModelledCrossing crossing;
  private Instant lastTurn = VirtualClock.START;
  private boolean inTurn;
  private long passTurns;
  private int passes;
  private boolean wasUnderWay;

  final Peers peers;
  final Destinations destinations;
  final Series dnsQuestions;
  final Series principals;

  /**
   * @param chain the certificate of every daemon, in DER
   * @param comingIn the visits in a day of the users of each realm that comes in
   * @param joined when each of these realms begins
   * @param goingOut the visits in a day to each other realm
   * @param outage when this realm cannot be reached
   * @param passInterval the least time between two passes through the database, in nanoseconds
   */
  SimulatedRealm(
      RealmSettings settings,
      List<byte[]> chain,
      double[] comingIn,
      long[] joined,
      double[] goingOut,
      Outage outage,
      long passInterval,
      int days,
      long seed) {
    store = new ModelledStore(clock, WRITE_TIME, passInterval);
    dnsQuestions = new Series(days);
    principals = new Series(days);
    SeededRandom random = new SeededRandom(seed);
    Schedule schedule = new Schedule(clock);
    CrossoverCache cache = new CrossoverCache(random);
    LocalRealm realm =
        LocalRealm.of(
            settings,
            new TrackingStore(store, schedule, cache, clock),
            clock,
            this::happened,
            address -> false);
    Discovery discovery =
        new Discovery(
            new ModelledDns(clock, KxCertificate.tlsaRecord(chain.get(0)), dnsQuestions),
            random,
            new NeverLookedUp(settings.get(PolicySettings.NEVER_LOOK_UP)),
            Runnable::run);
    crossing = new ModelledCrossing(realm, discovery, chain, outage, clock, random);
    OutgoingExchanges exchanges = new OutgoingExchanges(realm, crossing, executor());
    KeyMaintenance maintenance = new KeyMaintenance(realm, schedule, exchanges, random);
    turns = new MaintenanceTurns(maintenance, schedule);
    ExchangeService service =
        new ExchangeService(
            realm,
            discovery,
            new PeerTrust(TrustRoots.none(), TrustRoots.none(), clock),
            new Responder(realm.termsOfService(), clock, random),
            random,
            CONNECTION_TIMEOUT,
            Optional::empty,
            peer -> {},
            clock.waits());
    responder = new RealResponder(comingIn.length, settings, service, chain, outage, clock, random);
    peers = new Peers(comingIn, joined, settings, clock, responder, true, days, seed + 1);
    KeySource keys = new KeySource(realm, exchanges, Optional.empty(), MAX_QUESTIONS / 2);
    destinations =
        new Destinations(
            goingOut,
            realm,
            new ReferralService(realm, discovery, keys, schedule, QUESTION_LIMIT, MAX_QUESTIONS),
            clock,
            days,
            seed + 2);
  }

  /** A question of the KDC waits for its exchange. A renewal takes its time beside others. */
  private Executor executor() {
    return task -> {
      if (inTurn) {
        tasks.add(new Task(clock.nanos() + RENEWAL_TIME, task));
      } else {
        task.run();
      }
    };
  }

  private void happened(Event event) {
    if (event.type() == EventType.KEY_ROLLED && event.role().equals(Optional.of(Role.CLIENT))) {
      destinations.keyRolled(event.peerRealm().orElseThrow());
    }
  }

  /** Runs until that time. */
  void run(long end) {
    while (true) {
      long peer = peers.next();
      long visit = destinations.next();
      long task = tasks.isEmpty() ? VirtualClock.NEVER : tasks.peek().when();
      long turn = VirtualClock.nanosOf(turns.next(lastTurn));
      long next = Math.min(Math.min(peer, visit), Math.min(task, turn));
      if (next >= end) {
        return;
      }
      if (next == turn) {
        turn(next);
      } else if (next == task) {
        clock.set(next);
        tasks.remove().work().run();
      } else if (next == peer) {
        peers.step();
      } else {
        destinations.step();
      }
    }
  }

  private void turn(long now) {
    clock.set(now);
    lastTurn = clock.instant();
    inTurn = true;
    turns.turn();
    inTurn = false;
    boolean underWay = turns.isPassUnderWay();
    passes += underWay && !wasUnderWay ? 1 : 0;
    passTurns += underWay ? 1 : 0;
    wasUnderWay = underWay;
    principals.level(now, store.size());
  }

  ModelledStore store() {
    return store;
  }

  RealResponder responder() {
    return responder;
  }

  /** Exchanges that this realm began. */
  long exchangesBegun() {
    return crossing.sessions();
  }

  /** How many passes through the database took longer than one turn. */
  int longPasses() {
    return passes;
  }

  /** How long a long pass took in the mean, in seconds. */
  double secondsOfPass() {
    return passes == 0 ? 0 : passTurns / 10.0 / passes;
  }
}
