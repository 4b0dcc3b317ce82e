package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.kxover.base.DaemonThreads;
import org.kxover.tls.ConnectionSlots.Grant;
import org.kxover.tls.ConnectionSlots.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections of peers, with or without STARTTLS, and passes each to its handler.
 *
 * <p>No connection waits in a queue: it gets a thread of its own, or is refused at once. {@link
 * ConnectionSlots} says which connections make room for others.
 */
public final class TlsListener implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);

  /** Connections that wait for the acceptor; the kernel drops more than these. */
  private static final int BACKLOG = 1024;

  private static final int IDLE_SECONDS = 30;

  /**
   * A thread releases its slot shortly before it is free again, so more threads than slots are
   * needed. The slots limit the connections.
   */
  private static final int THREADS_PER_SLOT = 2;

  private static final int CLOSE_SECONDS = 5;

  /** At a stop, a peer that has begun gets this time to send its request. */
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(1);

  /** At a stop, we get this time for the answers. No KDC waits longer for a key, by default. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

  private static final int POLL_MILLIS = 10;

  /** The wait after a failure to accept, because free descriptors come back slowly. */
  private static final int FIRST_WAIT_MILLIS = 10;

  private static final int LONGEST_WAIT_MILLIS = 1000;

  private final InetSocketAddress bind;
  private final TlsLimits limits;
  private final ServerSocket server;
  private final ServerConnection connection;
  private final ConnectionSlots slots;
  private final Farewells farewells;
  private final ThreadPoolExecutor pool;
  private final DeadlineTimer timer = new DeadlineTimer("kxover-tls-listener-timer");
  private final Set<GuardedSocket> open = ConcurrentHashMap.newKeySet();
  private final Thread acceptor = DaemonThreads.of("kxover-tls-accept", this::acceptAll);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder refusedFull = new LongAdder();
  private final LongAdder refusedNetwork = new LongAdder();
  private final LongAdder acceptErrors = new LongAdder();
  private final AtomicReference<Long> elsewhere = new AtomicReference<>();

  /**
   * @param bind the address to listen on; port 0 selects a free port
   * @param services their handlers run on as many threads as {@code limits} allows connections
   * @throws UncheckedIOException if the process cannot open a socket
   */
  public TlsListener(
      InetSocketAddress bind, SecureRandom random, TlsLimits limits, TlsServices services) {
    this(bind, random, limits, services, newServerSocket());
  }

  /** A listener with one service. */
  public TlsListener(
      InetSocketAddress bind,
      TlsCredential own,
      SecureRandom random,
      TlsLimits limits,
      SessionHandler handler) {
    this(bind, random, limits, TlsServices.only(own, handler));
  }

  TlsListener(
      InetSocketAddress bind,
      SecureRandom random,
      TlsLimits limits,
      TlsServices services,
      ServerSocket server) {
    this.bind = bind;
    this.limits = limits;
    this.server = server;
    this.connection = new ServerConnection(services, new StrictCrypto(random), limits);
    this.slots =
        new ConnectionSlots(
            limits.maxConnections(), limits.maxConnectionsPerNetwork(), System::nanoTime);
    this.farewells = new Farewells(timer, services);
    this.pool =
        new ThreadPoolExecutor(
            0,
            THREADS_PER_SLOT * limits.maxConnections(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("kxover-tls-session"));
  }

  /**
   * Binds and starts to accept connections. Must be called once only.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    server.setReuseAddress(true);
    server.bind(bind, BACKLOG);
    acceptor.start();
  }

  /** The bound address with its actual port; valid after {@link #start()}. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** True between {@link #start()} and {@link #close()}. */
  public boolean isServing() {
    return acceptor.isAlive();
  }

  public ListenerCounts counts() {
    return new ListenerCounts(
        slots.open(),
        connection.sessions(),
        connection.failed(),
        connection.slow(),
        connection.sessionsBroken(),
        connection.sessionsSlow(),
        connection.dropped(),
        refusedFull.sum(),
        refusedNetwork.sum(),
        acceptErrors.sum());
  }

  /** How long ago another machine connected last; empty if none has since the start. */
  public Optional<Duration> sinceElsewhere() {
    return Optional.ofNullable(elsewhere.get())
        .map(nanos -> Duration.ofNanos(System.nanoTime() - nanos));
  }

  /** A machine reaches its own addresses from the address that it connects to. */
  private static boolean isFromElsewhere(Socket socket) {
    InetAddress remote = socket.getInetAddress();
    return !remote.isLoopbackAddress() && !remote.equals(socket.getLocalAddress());
  }

  /**
   * Stops listening, and lets the open connections end. After {@link #LAST_REQUESTS} it closes
   * those that wait for the peer, and after {@link #LAST_ANSWERS} all. Then it waits some seconds
   * for the handlers.
   */
  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    // First the acceptor, so that no new connection is added while the open ones are closed.
    await(() -> acceptor.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS)));
    pool.shutdown();
    farewells.close();
    await(this::letEnd);
    open.forEach(GuardedSocket::close);
    await(() -> pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS));
  }

  private void letEnd() throws InterruptedException {
    long start = System.nanoTime();
    for (long passed = 0;
        !open.isEmpty() && passed < LAST_ANSWERS.toNanos();
        passed = System.nanoTime() - start) {
      if (passed >= LAST_REQUESTS.toNanos()) {
        open.stream().filter(socket -> !socket.owesAnswer()).forEach(GuardedSocket::close);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private interface Wait {
    void run() throws InterruptedException;
  }

  private static void await(Wait wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptAll() {
    long wait = FIRST_WAIT_MILLIS;
    while (closed.getCount() > 0) {
      try {
        serve(server.accept());
        wait = FIRST_WAIT_MILLIS;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // Java throws OutOfMemoryError when it cannot start another thread.
        if (closed.getCount() > 0) {
          acceptErrors.increment();
          LOG.debug("cannot accept a connection; trying again in {} ms", wait, e);
          long millis = wait;
          await(() -> closed.await(millis, TimeUnit.MILLISECONDS));
          wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
        }
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    if (isFromElsewhere(socket)) {
      elsewhere.set(System.nanoTime());
    }
    ConnectionSlots.Result result = slots.acquire(socket.getInetAddress());
    Grant grant = result.grant();
    if (grant != Grant.GRANTED) {
      (grant == Grant.FULL ? refusedFull : refusedNetwork).increment();
      connection.tellRefusal(
          (InetSocketAddress) socket.getRemoteSocketAddress(),
          grant == Grant.FULL
              ? "all " + limits.maxConnections() + " connections are in use (max_connections)"
              : "its network has all its "
                  + limits.maxConnectionsPerNetwork()
                  + " connections (max_connections_per_network)");
      farewells.refuse(socket);
      return;
    }
    Slot slot = result.slot().orElseThrow();
    GuardedSocket guarded = null;
    boolean started = false;
    try {
      result.dropped().ifPresent(Runnable::run);
      guarded = new GuardedSocket(socket, timer, limits.whole());
      open.add(guarded);
      slot.waitsForPeer(guarded::drop);
      pool.execute(serveTask(guarded, slot));
      started = true;
    } catch (RejectedExecutionException e) {
      // The listener is closing, or all threads are in use until some of them become free.
      refusedFull.increment();
    } finally {
      if (!started) {
        release(socket, guarded, slot);
      }
    }
  }

  private Runnable serveTask(GuardedSocket guarded, Slot slot) {
    return () -> {
      try {
        connection.serve(guarded, slot);
      } finally {
        release(guarded.socket(), guarded, slot);
      }
    };
  }

  /** Releases all resources. {@code guarded} is null if the timer thread could not be started. */
  private void release(Socket socket, GuardedSocket guarded, Slot slot) {
    try {
      if (guarded != null) {
        open.remove(guarded);
        guarded.close();
      }
      socket.close();
    } catch (IOException e) {
      LOG.debug("cannot close a connection properly", e);
    } finally {
      slot.release();
    }
  }

  private static ServerSocket newServerSocket() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
