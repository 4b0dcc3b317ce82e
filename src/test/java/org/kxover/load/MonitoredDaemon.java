package org.kxover.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.ProcessFigures;

/** A running kxoverd with metrics, which tests read. */
final class MonitoredDaemon {
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private final LabKxoverd daemon;
  private final Path folder;

  /**
   * @param realm whose kxoverd has metrics enabled
   */
  MonitoredDaemon(LabRealm realm) {
    this.daemon = realm.kxoverd();
    this.folder = realm.folder();
  }

  /** The address on which it listens for peers. */
  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", daemon.port());
  }

  /** The sum of all samples whose name with labels begins with this text. */
  double sum(String sample) {
    try {
      return daemon.metrics().entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(sample))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int open() {
    return (int) sum("kxover_connections_open");
  }

  /** The number of connections that were refused, failed, or became a session. */
  long counted() {
    return (long) (sum("kxover_connections_refused_total") + sum("kxover_tls_handshakes_total"));
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(daemon.handle().pid());
  }

  /** The daemon's live heap in kB. */
  long liveHeapKb() throws IOException {
    return ProcessFigures.liveHeapKb(folder, daemon.handle().pid());
  }

  /** Waits until the condition holds. */
  static void await(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("after " + limit + " still not true: " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
