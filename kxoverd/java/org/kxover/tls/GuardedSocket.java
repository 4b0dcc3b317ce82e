package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.kxover.tls.TimeLimitException.Limit;

/**
 * A socket that ends when a time limit passes, with a read or write in progress. A read ends first,
 * so that TLS can still say goodbye (close_notify). A little later the socket is closed.
 *
 * <p>SO_TIMEOUT is not enough: it restarts with each octet from a slow peer.
 */
final class GuardedSocket implements Closeable {
  /** The longest time for the goodbye after a time limit. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** A time limit that has passed. */
  private record Expiry(Limit limit, Duration time) {}

  /** A running time limit. Closing it stops it. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  private final Socket socket;
  private final DeadlineTimer timer;
  private final AtomicReference<Expiry> expiry = new AtomicReference<>();
  private final ScheduledFuture<?> whole;
  private volatile boolean dropped;
  private volatile WatchedInput input;
  private volatile boolean writing;
  private volatile boolean owesAnswer;
  private volatile Future<?> goodbye = CompletableFuture.completedFuture(null);

  /** Takes ownership of {@code socket}. The time limit for the whole connection starts now. */
  GuardedSocket(Socket socket, DeadlineTimer timer, Duration whole) {
    this.socket = socket;
    this.timer = timer;
    this.whole = start(Limit.WHOLE, whole);
  }

  Socket socket() {
    return socket;
  }

  InetSocketAddress peer() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  /** What the peer sends: the same object in each call. */
  WatchedInput input() throws IOException {
    if (input == null) {
      input = new WatchedInput(socket.getInputStream(), () -> dropped || expiry.get() != null);
    }
    return input;
  }

  /** What the peer has sent until now, which is nothing without a connection. */
  WatchedInput received() {
    WatchedInput present = input;
    return present == null ? new WatchedInput(InputStream.nullInputStream(), () -> false) : present;
  }

  /** Starts a time limit for a write. A peer that does not read gets no goodbye. */
  Running writingWithin(Limit limit, Duration time) {
    writing = true;
    Running running = within(limit, time);
    return () -> {
      running.close();
      writing = false;
    };
  }

  /** Starts a time limit. The caller must close it. */
  Running within(Limit limit, Duration time) {
    Future<?> due = start(limit, time);
    return () -> due.cancel(false);
  }

  private ScheduledFuture<?> start(Limit limit, Duration time) {
    return timer.after(
        time,
        () -> {
          expiry.compareAndSet(null, new Expiry(limit, time));
          end();
        });
  }

  /** True from the end of a message of the peer until we wait for the next one. */
  void owesAnswer(boolean owes) {
    owesAnswer = owes;
  }

  boolean owesAnswer() {
    return owesAnswer;
  }

  /** Ends the connection, as a time limit does, because another one takes its place. */
  void drop() {
    dropped = true;
    end();
  }

  boolean isDropped() {
    return dropped;
  }

  private void end() {
    if (writing) {
      closeSocket();
      return;
    }
    try {
      socket.shutdownInput();
      goodbye = timer.after(GOODBYE, this::closeSocket);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The socket is not connected or closed already, or the timer's thread cannot be started.
      closeSocket();
    }
  }

  /** The remaining time of the whole connection; zero or negative if it has passed. */
  Duration timeLeft() {
    return Duration.ofNanos(whole.getDelay(TimeUnit.NANOSECONDS));
  }

  /**
   * An error that says that the connection was dropped, or names the time limit that has passed.
   * Otherwise {@code failure}.
   */
  IOException explain(IOException failure) {
    if (dropped) {
      return new DroppedException(failure);
    }
    Expiry passed = expiry.get();
    return passed == null ? failure : new TimeLimitException(passed.limit, passed.time, failure);
  }

  @Override
  public void close() {
    whole.cancel(false);
    goodbye.cancel(false);
    closeSocket();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is released even so, and no caller could do anything about the error.
    }
  }
}
