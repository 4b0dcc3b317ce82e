package org.kxover.daemon;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.DaemonThreads;
import org.kxover.config.ListenSettings;
import org.kxover.crossing.Crossing;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossing.PeerAttempt;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.PeerTrust;
import org.kxover.exchange.Initiator;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;

/** The exchanges that a realm begins, and their threads. */
final class CrossingModule implements AutoCloseable {
  /**
   * A silent peer holds a thread for the whole connection timeout, so there are more threads than a
   * KDC needs. There is no queue: an exchange that finds no free thread fails at once.
   */
  private static final int MAX_CROSSINGS = 64;

  private static final int IDLE_SECONDS = 30;
  private static final int CLOSE_SECONDS = 3;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_CROSSINGS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("crossing"));
  private final Discovery discovery;
  private final OutgoingExchanges exchanges;

  CrossingModule(
      LocalRealm realm, TlsCredential credential, PeerTrust trust, DaemonContext context) {
    discovery = NetworkParts.discovery(realm.settings(), context.dns(), context.random());
    PeerAttempt attempts =
        new PeerAttempt(
            new TlsConnector(credential, context.random(), context.limits()),
            trust,
            new Initiator(realm.termsOfClient(), realm.clock(), context.random()),
            realm.clock());
    Crossing crossing =
        new Crossing(
            realm, discovery, attempts, context.settings().get(ListenSettings.CONNECTION_TIMEOUT));
    exchanges = new OutgoingExchanges(realm, crossing, threads);
  }

  /** For look-ups that our own users or daemons cause. Strangers must not cause any. */
  Discovery discovery() {
    return discovery;
  }

  OutgoingExchanges exchanges() {
    return exchanges;
  }

  /** A bounded pool. Other blocking work for our own users may use it. */
  Executor threads() {
    return threads;
  }

  /** Refuses new exchanges, and waits for exchanges in work. */
  void finish(Duration limit) throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits before it interrupts threads: an interrupt would kill kadmin in the middle of a write.
   */
  @Override
  public void close() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
  }
}
