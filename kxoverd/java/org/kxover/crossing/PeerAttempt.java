package org.kxover.crossing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kxover.base.FailureText;
import org.kxover.base.RestartPatience;
import org.kxover.dane.DaneVerdict;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.ExchangeException;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.ClearAnswerException;
import org.kxover.tls.ConnectionAttempt;
import org.kxover.tls.PeerAlertException;
import org.kxover.tls.TimeLimitException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to peers, checks their certificates and runs the exchange. */
public final class PeerAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(PeerAttempt.class);

  /** More than a restart takes, and less than a KDC with the plugin waits by default. */
  private static final Duration LONGEST_RESTART = Duration.ofMillis(2500);

  /**
   * The key that we want.
   *
   * @param proposedKvno 1 to {@value Agreement#MAX_KVNO}
   * @param takesKeys true if our database takes keys, so that no password is needed
   * @param end when all attempts together must be finished
   */
  record Request(
      Realm service, int proposedKvno, PriorKeyOffer prior, boolean takesKeys, Instant end) {}

  private final TlsConnector connector;
  private final PeerTrust trust;
  private final Initiator initiator;
  private final InstantSource clock;
  private final RestartPatience restarts;

  public PeerAttempt(
      TlsConnector connector, PeerTrust trust, Initiator initiator, InstantSource clock) {
    this(connector, trust, initiator, clock, System::nanoTime);
  }

  /** A test may choose the time since which a peer refuses connections. */
  PeerAttempt(
      TlsConnector connector,
      PeerTrust trust,
      Initiator initiator,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.connector = connector;
    this.trust = trust;
    this.initiator = initiator;
    this.clock = clock;
    this.restarts = new RestartPatience(LONGEST_RESTART, nanoTime);
  }

  /** A connection to one address of a peer. Another thread may close it before it is secure. */
  final class Opening implements Connecting {
    private final Target target;
    private final Realm service;
    private final Instant end;
    private final CountDownLatch closed = new CountDownLatch(1);
    private ConnectionAttempt attempt;
    private TlsSession session;

    private Opening(Target target, Request request) {
      this.target = target;
      this.service = request.service();
      this.end = request.end();
      this.attempt = newAttempt();
    }

    private ConnectionAttempt newAttempt() {
      return connector.attempt(Duration.between(clock.instant(), end));
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public void open() throws CrossingException {
      try {
        while (!opened()) {
          awaitRestart();
        }
      } catch (IOException e) {
        throw explain(target, e);
      }
    }

    /** False if the peer refuses, and may be restarting. */
    private boolean opened() throws IOException {
      InetSocketAddress address = target.socketAddress();
      try {
        present().open(address);
        restarts.answered(address);
        return true;
      } catch (IOException e) {
        if (isRefusal(e) && restarts.mayRestart(address)) {
          return false;
        }
        throw e;
      }
    }

    private synchronized ConnectionAttempt present() {
      return attempt;
    }

    private void awaitRestart() throws IOException {
      try {
        closed.await(RestartPatience.PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while connecting");
      }
      synchronized (this) {
        if (closed.getCount() == 0) {
          throw new IOException("closed while the peer refused connections");
        }
        attempt = newAttempt();
      }
    }

    @Override
    public void secure() throws CrossingException {
      try {
        session = handshake(this);
      } catch (CertificateRefusedException e) {
        throw explain(target, e);
      } catch (IOException e) {
        throw explain(target, e);
      }
    }

    @Override
    public synchronized void close() {
      closed.countDown();
      attempt.close();
    }
  }

  private static boolean isRefusal(IOException failure) {
    return failure.getCause() instanceof ConnectException;
  }

  /** A connection that the caller opens and secures. */
  Opening to(Target target, Request request) {
    return new Opening(target, request);
  }

  /**
   * Agrees on a key over a secure connection, which it ends.
   *
   * @return the key, which the caller must close
   */
  AgreedKey agree(Opening open, Request request) throws CrossingException {
    Peer peer = open.target().peer();
    String peerName = open.target().toString();
    try {
      return exchange(open, request);
    } catch (CertificateRefusedException e) {
      throw explain(open.target(), e);
    } catch (PeerRefusedException e) {
      throw failed(
          peer,
          e.isTemporary() ? FailureReason.PEER_UNAVAILABLE : FailureReason.REFUSED_BY_PEER,
          peerName + ": " + e.getMessage());
    } catch (ExchangeException e) {
      throw failed(peer, FailureReason.PROTOCOL, peerName + ": " + e.getMessage());
    } catch (IOException e) {
      throw explain(open.target(), e);
    }
  }

  private static CrossingException explain(Target target, CertificateRefusedException e) {
    return failed(
        target.peer(),
        FailureReason.UNAUTHENTICATED,
        "certificate of " + target + ": " + e.getMessage());
  }

  private static CrossingException explain(Target target, IOException e) {
    String inClear =
        e.getCause() instanceof ClearAnswerException answer
            ? PeerRefusedException.wordsInClear(answer).map(words -> ", " + words).orElse("")
            : "";
    return failed(target.peer(), failureReason(e), target + ": " + FailureText.of(e) + inClear);
  }

  private static FailureReason failureReason(IOException failure) {
    if (failure instanceof PeerAlertException alert && alert.refusesOurCertificate()) {
      return FailureReason.REFUSED_BY_PEER;
    }
    boolean notConnected =
        failure instanceof TimeLimitException late
            ? late.limit() == TimeLimitException.Limit.CONNECT
            : isRefusal(failure) || failure.getCause() instanceof NoRouteToHostException;
    return notConnected ? FailureReason.UNREACHABLE : FailureReason.TLS_FAILED;
  }

  /** Tells operators that one attempt failed; another one may follow. */
  static void log(Realm service, CrossingException e) {
    LOG.info(
        "attempt for a key with {} failed: {}: {}", service, e.failureReason(), e.getMessage());
  }

  static CrossingException failed(Peer peer, FailureReason failureReason, String why) {
    return new CrossingException(failureReason, Optional.of(peer.host() + ":" + peer.port()), why);
  }

  private AgreedKey exchange(Opening open, Request request)
      throws IOException,
          CrossingException,
          CertificateRefusedException,
          PeerRefusedException,
          ExchangeException {
    Target target = open.target();
    Optional<PriorKey> prior = request.prior().key();
    boolean priorRefused = false;
    try (Connection connection = new Connection(open.session)) {
      try {
        return connection.run(request, prior);
      } catch (PeerRefusedException e) {
        if (prior.isEmpty() || !e.mayBeDueToPriorKey()) {
          throw e;
        }
        request.prior().continueWithout(target + ": " + e.getMessage());
        priorRefused = true;
      }
      return connection.run(request, Optional.empty());
    } catch (IOException e) {
      if (!priorRefused) {
        throw e;
      }
      LOG.info(
          "{} refused the prior key and ended the session ({}); trying a new connection without it",
          target,
          e.getMessage());
    }
    Opening again = to(target, request);
    again.present().open(target.socketAddress());
    try (Connection connection = new Connection(handshake(again))) {
      return connection.run(request, Optional.empty());
    }
  }

  /** A session, which ends when this is closed, unless a key was agreed in it. */
  private final class Connection implements AutoCloseable {
    private final TlsSession session;
    private boolean agreed;

    Connection(TlsSession session) {
      this.session = session;
    }

    AgreedKey run(Request request, Optional<PriorKey> prior)
        throws IOException, PeerRefusedException, ExchangeException {
      Agreement agreement =
          initiator.run(
              new TlsExchangeSession(session),
              request.service(),
              request.proposedKvno(),
              prior,
              request.takesKeys());
      agreed = true;
      return new AgreedKey(agreement, session);
    }

    @Override
    public void close() {
      if (!agreed) {
        session.close();
      }
    }
  }

  private TlsSession handshake(Opening open) throws IOException, CertificateRefusedException {
    Peer peer = open.target().peer();
    return connector.secure(
        open.present(),
        peer.host(),
        chain -> {
          DaneVerdict verdict = trust.judge(chain, peer, open.service);
          if (!verdict.ok()) {
            throw new CertificateRefusedException(verdict.reason());
          }
          LOG.info(
              "{} is authenticated as a daemon of {}: {}",
              open.target(),
              open.service,
              verdict.reason());
        });
  }
}
