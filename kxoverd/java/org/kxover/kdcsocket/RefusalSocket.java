package org.kxover.kdcsocket;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.kxover.guard.GuardRefusal;
import org.kxover.guard.RefusalTable;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.localsocket.DatagramReceiver;
import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the guards in the KDCs what they refused. Nothing depends on it: it is for people, and
 * whatever is lost is not missed.
 */
public final class RefusalSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalSocket.class);

  /** Beside the KDC's socket. */
  private static final String SUFFIX = ".refusals";

  static final int MAX_PER_SECOND = 1000;

  private final Path path;
  private final LoggedClients clients;
  private final RefusalTable table;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final DatagramReceiver receiver;
  private final LogLimit lines;
  private final LogLimit badLines;
  private final LongAdder malformed = new LongAdder();
  private final LongAdder surplus = new LongAdder();
  private long second;
  private int inThisSecond;

  /**
   * @param kdcSocket the path of the KDC's socket
   * @param clients decides what the log and the table have of the names of users
   * @param nanos a clock like {@link System#nanoTime}
   */
  public RefusalSocket(
      Path kdcSocket,
      LoggedClients clients,
      RefusalTable table,
      InstantSource clock,
      LongSupplier nanos) {
    this.clients = clients;
    this.path = kdcSocket.resolveSibling(kdcSocket.getFileName() + SUFFIX);
    this.table = table;
    this.clock = clock;
    this.nanos = nanos;
    this.lines = new LogLimit(nanos);
    this.badLines = new LogLimit(nanos);
    this.receiver = new DatagramReceiver(path, this::receive);
  }

  /** Binds the socket, and receives on a thread of its own. */
  public void start() throws IOException {
    receiver.start("guard-refusals");
    LOG.info("listening for what the guard refuses on {}", path);
  }

  /** Takes one datagram. Only one thread calls this. */
  void receive(byte[] datagram) {
    if (!takePlace()) {
      surplus.increment();
      return;
    }
    GuardRefusal refusal;
    try {
      GuardRefusal told = GuardRefusal.parse(datagram);
      refusal =
          told.withClient(clients.of(told.client())).withService(clients.ofService(told.service()));
    } catch (KerberosSyntaxException e) {
      malformed.increment();
      badLines.tell(
          LOG, "bad datagrams", () -> LOG.warn("a datagram at {}: {}", path, e.getMessage()));
      return;
    }
    table.add(refusal, clock.instant());
    lines.tell(
        LOG,
        "refusals of the guard",
        () ->
            LOG.info(
                "the guard {} {} for {}: {}",
                refusal.enforced() ? "refused" : "would refuse",
                refusal.client(),
                refusal.service(),
                refusal.reason()));
  }

  private boolean takePlace() {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    if (now != second) {
      second = now;
      inThisSecond = 0;
    }
    return inThisSecond++ < MAX_PER_SECOND;
  }

  public RefusalCounts counts() {
    return new RefusalCounts(malformed.sum(), surplus.sum());
  }

  @Override
  public void close() throws IOException {
    receiver.close();
  }
}
