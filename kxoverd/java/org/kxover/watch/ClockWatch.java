package org.kxover.watch;

import java.time.Duration;
import java.util.Optional;

/** Reads every five minutes whether this machine's clock is synchronised. */
public final class ClockWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Rounds rounds;
  private volatile Optional<Boolean> synchronised = Optional.empty();

  public ClockWatch(ClockFlag flag) {
    this.rounds =
        new Rounds(
            "clock-watch",
            INTERVAL,
            () -> {
              // After an error of ours nothing is known.
              synchronised = Optional.empty();
              synchronised = flag.read();
              return INTERVAL;
            });
  }

  public void start() {
    rounds.start();
  }

  /** Empty if systemd does not tell. */
  public Optional<Boolean> synchronised() {
    return synchronised;
  }

  @Override
  public void close() throws InterruptedException {
    rounds.close();
  }
}
