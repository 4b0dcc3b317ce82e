package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.kxover.tls.TimeLimitException.Limit;

/**
 * A socket that is closed when a time limit passes, which ends a read or write that is under way.
 *
 * <p>SO_TIMEOUT would not do: it starts anew with each octet that a dripping peer sends.
 */
final class GuardedSocket implements Closeable {
  /** A limit that has passed. */
  private record Expiry(Limit limit, Duration time) {}

  /** A limit that is running. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  private final Socket socket;
  private final DeadlineTimer timer;
  private final AtomicReference<Expiry> expiry = new AtomicReference<>();
  private final ScheduledFuture<?> whole;

  /** Takes charge of {@code socket}; the limit for the whole connection starts now. */
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

  /** Starts a limit; closing what is returned stops it. */
  Running within(Limit limit, Duration time) {
    Future<?> due = start(limit, time);
    return () -> due.cancel(false);
  }

  private ScheduledFuture<?> start(Limit limit, Duration time) {
    return timer.after(
        time,
        () -> {
          expiry.compareAndSet(null, new Expiry(limit, time));
          closeSocket();
        });
  }

  /** What is left of the whole connection's time; zero or less where nothing is. */
  Duration timeLeft() {
    return Duration.ofNanos(whole.getDelay(TimeUnit.NANOSECONDS));
  }

  /** Where a limit has passed, the error that says so; else {@code failure} itself. */
  IOException explain(IOException failure) {
    Expiry passed = expiry.get();
    return passed == null ? failure : new TimeLimitException(passed.limit, passed.time, failure);
  }

  @Override
  public void close() {
    whole.cancel(false);
    closeSocket();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // The descriptor is gone all the same, and nobody is left to care.
    }
  }
}
