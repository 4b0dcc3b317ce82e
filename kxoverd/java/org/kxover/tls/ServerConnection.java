package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.kxover.policy.limits.LogLimit;
import org.kxover.policy.limits.RateLimiter;
import org.kxover.tls.ConnectionSlots.Slot;
import org.kxover.tls.TimeLimitException.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves accepted connections, each from its first octet to its end. An error ends only its own
 * connection.
 */
final class ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /**
   * The number of handshakes that may begin in a second. Each takes about 2 ms of a processor, and
   * strangers can start as many as they like. The KDC on the same machine also needs the
   * processors.
   */
  private static final int HANDSHAKES_PER_PROCESSOR = 50;

  private final TlsServices services;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final RateLimiter handshakeRate =
      RateLimiter.of(HANDSHAKES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
  private final LogLimit log = new LogLimit(System::nanoTime);
  private final LongAdder sessions = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder slow = new LongAdder();
  private final LongAdder sessionsBroken = new LongAdder();
  private final LongAdder sessionsSlow = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  ServerConnection(TlsServices services, StrictCrypto crypto, TlsLimits limits) {
    this.services = services;
    this.crypto = crypto;
    this.limits = limits;
  }

  /** So many handshakes are waiting that this one cannot begin within its time limit. */
  private static final class TooManyHandshakesException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** A session, and the handler of its service. */
  record AcceptedSession(TlsSession session, SessionHandler handler) {}

  long sessions() {
    return sessions.sum();
  }

  long failed() {
    return failed.sum();
  }

  long slow() {
    return slow.sum();
  }

  long sessionsBroken() {
    return sessionsBroken.sum();
  }

  long sessionsSlow() {
    return sessionsSlow.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  /**
   * Serves one connection. It throws nothing, because no caller could handle an error.
   *
   * @param slot waits for the peer already; the caller releases it
   */
  void serve(GuardedSocket socket, Slot slot) {
    InetSocketAddress peer = socket.peer();
    AcceptedSession accepted;
    try {
      accepted = handshake(socket, slot);
      requireKept(slot);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.increment();
      return;
    } catch (TooManyHandshakesException e) {
      slow.increment();
      tellRefusal(peer, "too many other handshakes are waiting");
      return;
    } catch (IOException | RuntimeException e) {
      IOException why = socket.explain(e instanceof IOException io ? io : new IOException(e));
      counterOf(why).increment();
      tell("no session with " + TlsFailure.address(peer) + ": " + why.getMessage());
      LOG.debug("this ended the handshake", why);
      return;
    } catch (OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start the thread of a time limit.
      failed.increment();
      return;
    }
    sessions.increment();
    try (TlsSession session = accepted.session()) {
      accepted.handler().handle(session);
      tell(
          "session with " + TlsFailure.address(peer) + " ended: we ended it after our last answer");
    } catch (SessionEndedException e) {
      tell("session with " + TlsFailure.address(peer) + " ended: " + e.getMessage());
    } catch (IOException e) {
      (e instanceof TimeLimitException ? sessionsSlow : sessionsBroken).increment();
      tell("session with " + TlsFailure.address(peer) + " ended: " + e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      sessionsBroken.increment();
      LOG.debug(
          "a session ended with an unexpected error (a bug), or because no thread could"
              + " be started",
          e);
    }
  }

  private static void requireKept(Slot slot) throws DroppedException {
    if (!slot.isKept()) {
      throw new DroppedException(null);
    }
  }

  private LongAdder counterOf(IOException why) {
    if (why instanceof DroppedException) {
      return dropped;
    }
    return why instanceof TimeLimitException ? slow : failed;
  }

  /** Tells why we refuse a connection at once. */
  void tellRefusal(InetSocketAddress peer, String why) {
    tell(
        "no session with "
            + TlsFailure.address(peer)
            + ": we refused the connection at once: "
            + why);
  }

  private void tell(String line) {
    log.tell(LOG, "connections ended", () -> LOG.info("{}", line));
  }

  /** Does STARTTLS and the handshake within their time limit. */
  AcceptedSession handshake(GuardedSocket socket, Slot slot)
      throws IOException, InterruptedException {
    String step = TlsFailure.STARTTLS;
    try (GuardedSocket.Running limit = socket.within(Limit.HANDSHAKE, limits.handshake())) {
      socket.socket().setTcpNoDelay(true);
      OutputStream out = socket.socket().getOutputStream();
      InputStream in = startTls(socket, out);
      requireKept(slot);
      // The other half of the time is for the handshake itself.
      if (!handshakeRate.await(limits.handshake().dividedBy(2))) {
        throw new TooManyHandshakesException();
      }
      slot.waitsForPeer(socket::drop);
      step = TlsFailure.HANDSHAKE;
      StrictCrypto own = crypto.forConnection();
      KxTlsServer server = new KxTlsServer(own, services);
      WatchedOutput records = new WatchedOutput(out);
      KxServerProtocol protocol =
          new KxServerProtocol(socket.input(), new RecordInput(in, own.earlyData()), records);
      protocol.accept(server);
      return new AcceptedSession(
          new TlsSession(socket, protocol, records, server.result(), limits),
          server.service().handler());
    } catch (TooManyHandshakesException | DroppedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw TlsFailure.of(step, socket.received(), e);
    }
  }

  /** If the connection is dropped before TLS begins, the peer hears so in the clear. */
  private InputStream startTls(GuardedSocket socket, OutputStream out) throws IOException {
    try {
      return StartTls.await(socket.input(), out);
    } catch (IOException e) {
      if (socket.isDropped()) {
        out.write(Farewells.framed(services.noRoom()));
      }
      throw e;
    }
  }
}
