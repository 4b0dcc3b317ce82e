package org.kxover.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.base.DaemonThreads;

/**
 * TLS sessions of this process with itself. Both sides run the code of connector and listener with
 * our own certificate, over memory instead of a network. Nobody else can connect, and the sessions
 * are neither counted nor logged.
 */
public final class TlsRehearsal {
  private final TlsCredential own;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final DeadlineTimer timer = new DeadlineTimer("kxover-tls-rehearsal-timer");

  public TlsRehearsal(TlsCredential own, SecureRandom random, TlsLimits limits) {
    this.own = own;
    this.crypto = new StrictCrypto(random);
    this.limits = limits;
  }

  /**
   * Does a handshake and one session.
   *
   * @param serverName a host name in lower case, without a dot at its end
   * @param check decides about the certificate, on the client side
   * @param client runs on this thread
   * @param server runs on another thread, which ends before this returns or soon after
   * @throws IOException if the session did not complete within the limits
   */
  public void hold(
      String serverName, CertificateCheck check, SessionHandler client, SessionHandler server)
      throws IOException {
    MemorySocket[] ends = MemorySocket.pair();
    try (GuardedSocket here = new GuardedSocket(ends[0], timer, limits.whole());
        GuardedSocket there = new GuardedSocket(ends[1], timer, limits.whole())) {
      CompletableFuture<Void> served = new CompletableFuture<>();
      DaemonThreads.of("kxover-tls-rehearsal", () -> serve(there, server, served)).start();
      KxTlsClient peer = new KxTlsClient(crypto, own, serverName, check);
      try (TlsSession session = TlsConnector.handshake(here, peer, limits)) {
        client.handle(session);
      }
      await(served);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  private void serve(GuardedSocket socket, SessionHandler server, CompletableFuture<Void> served) {
    TlsServices services = TlsServices.only(own, server);
    try (TlsSession session =
        new ServerConnection(services, crypto, limits).handshake(socket, slot()).session()) {
      server.handle(session);
      served.complete(null);
    } catch (IOException | InterruptedException | RuntimeException e) {
      // Nothing interrupts this thread, and it ends here.
      served.completeExceptionally(e);
      socket.close();
    }
  }

  /** A slot that nobody takes away, because a rehearsal uses no network. */
  private static ConnectionSlots.Slot slot() {
    return new ConnectionSlots(1, 1, System::nanoTime)
        .acquire(InetAddress.getLoopbackAddress())
        .slot()
        .orElseThrow();
  }

  private void await(CompletableFuture<Void> served) throws IOException {
    try {
      served.get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
