package org.kxover.discovery;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.dns.Deadline;
import org.xbill.DNS.Type;

/** A server whose TLSA records are looked up, by whichever thread comes to it first. */
final class PeerLookup implements Runnable {
  private final String host;
  private final int port;
  private final Deadline deadline;
  private final FutureTask<PeerTlsa.Found> task;

  PeerLookup(String host, int port, PeerTlsa tlsa, Deadline deadline) {
    this.host = host;
    this.port = port;
    this.deadline = deadline;
    this.task = new FutureTask<>(() -> tlsa.of(host, port, deadline));
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** Makes the look-up, unless another thread has begun it. */
  @Override
  public void run() {
    task.run();
  }

  /** What was found, which is there by the deadline or not at all. */
  PeerTlsa.Found result() throws DiscoveryException {
    run();
    try {
      return task.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DiscoveryException reason) {
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw failed("no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private DiscoveryException failed(String why) {
    return SecureQueries.failed(PeerTlsa.owner(host, port), Type.TLSA, why);
  }
}
