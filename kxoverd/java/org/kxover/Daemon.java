package org.kxover;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.crossover.Crossing;
import org.kxover.crossover.Incoming;
import org.kxover.crossover.Outgoing;
import org.kxover.discovery.Discovery;
import org.kxover.dns.TrustAnchorException;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Terms;
import org.kxover.kdb.KadminSettings;
import org.kxover.kdb.KadminStore;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All the rooms, wired together for one realm. */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final int MAX_MESSAGE = 64 * 1024;
  private static final int MAX_CROSSINGS = 16;
  private static final int MAX_CROSSINGS_WAITING = 256;

  /** A key that a peer would hold for less than this is refused. */
  private static final Duration LEAST_LIFETIME = Duration.ofSeconds(30);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final TlsListener listener;
  private final KdcSocket kdcSocket;

  Daemon(Settings settings, Clock clock, SecureRandom random)
      throws TrustAnchorException, CredentialException, IOException {
    RealmSettings realm = settings.realm();
    TlsCredential credential = TlsCredential.load(realm.certificate(), realm.privateKey());
    TrustAnchors anchors = TrustAnchors.load(settings.dns().trustAnchors());
    TlsLimits limits = limits(settings.listen());

    ValidatingDns dns =
        new ValidatingDns(settings.dns().resolver(), anchors, settings.dns().timeout(), clock);
    Discovery discovery = new Discovery(dns, new Random(random.nextLong()));
    KadminStore store =
        closing(
            new KadminStore(
                realm.realm(),
                new KadminSettings(
                    realm.kadmin(),
                    realm.kadminEnvironment(),
                    realm.kadminTimeout(),
                    settings.kdcSocket().maxRequests()),
                clock));

    // Only a realm whose users hold tickets under the key needs it to outlive those.
    Terms asking = terms(realm, realm.maxTicketLife().plus(LEAST_LIFETIME));
    Terms asked = terms(realm, LEAST_LIFETIME);
    TlsConnector connector = new TlsConnector(credential, random, limits);
    Crossing crossing =
        new Crossing(
            realm,
            discovery,
            connector,
            new Initiator(asking, clock, random),
            store,
            clock,
            settings.listen().connectionTimeout());
    Outgoing outgoing =
        new Outgoing(
            realm,
            discovery,
            store,
            crossing,
            crossings(),
            clock,
            settings.kdcSocket().requestTimeout());
    Incoming incoming = new Incoming(realm, discovery, new Responder(asked, clock, random), store);

    listener =
        closing(
            new TlsListener(
                settings.listen().address(), credential, random, limits, incoming::serve));
    kdcSocket = closing(new KdcSocket(settings.kdcSocket(), outgoing::answer));
  }

  /** Listens for other realms first: the KDC is not to ask before all is there. */
  void start() throws IOException {
    listener.start();
    LOG.info("listening for other realms on {}", listener.address());
    kdcSocket.start();
  }

  private static TlsLimits limits(ListenSettings listen) {
    return new TlsLimits(
        listen.connectTimeout(),
        listen.handshakeTimeout(),
        listen.messageTimeout(),
        listen.connectionTimeout(),
        MAX_MESSAGE,
        listen.maxConnections(),
        listen.maxConnectionsPerNetwork());
  }

  private static Terms terms(RealmSettings realm, Duration leastLifetime) {
    return new Terms(
        realm.realm(),
        realm.encryptionTypes(),
        realm.keyLifetime(),
        leastLifetime,
        realm.clockSkew());
  }

  private ThreadPoolExecutor crossings() {
    ThreadPoolExecutor crossings =
        new ThreadPoolExecutor(
            MAX_CROSSINGS,
            MAX_CROSSINGS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_CROSSINGS_WAITING),
            task -> {
              Thread thread = new Thread(task, "crossing");
              thread.setDaemon(true);
              return thread;
            });
    crossings.allowCoreThreadTimeOut(true);
    closing(crossings::shutdownNow);
    return crossings;
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** Ends the parts in the reverse of the order in which they began: whoever asks goes first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
