package org.kxover.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;

/** A server whose addresses are looked up, by whichever thread comes to it first. */
final class AddressLookup implements Runnable {
  private final FutureTask<List<InetAddress>> task;

  AddressLookup(SecureDns dns, String host, Deadline deadline) {
    this.task = new FutureTask<>(() -> find(dns, host, deadline));
  }

  /** The addresses of {@code host}, one or more. */
  static List<InetAddress> find(SecureDns dns, String host, Deadline deadline) throws IOException {
    return dns.addresses(Name.fromString(host, Name.root), deadline);
  }

  @Override
  public void run() {
    task.run();
  }

  /** What was found, which is there by {@code deadline} or not at all. */
  List<InetAddress> result(Deadline deadline) throws IOException {
    run();
    try {
      return task.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException reason) {
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
