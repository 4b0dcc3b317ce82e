package org.kxover.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** sd_notify(3): tells systemd, where it started us, how we are. */
public final class ServiceManager {
  private final String notifySocket;

  /**
   * @param notifySocket the value of {@code NOTIFY_SOCKET}, or null where nobody waits to hear
   */
  public ServiceManager(String notifySocket) {
    this.notifySocket = notifySocket;
  }

  /** Requests are served from now on. */
  public void ready(String status) throws IOException {
    send("READY=1\nSTATUS=" + status);
  }

  /**
   * The settings are read again; {@link #ready} tells that it is done.
   *
   * @param monotonicNanos of CLOCK_MONOTONIC, which on Linux is what {@link System#nanoTime} reads
   */
  public void reloading(long monotonicNanos) throws IOException {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos / 1000);
  }

  /** All is well; {@link Watchdog} says so in time. */
  void alive() throws IOException {
    send("WATCHDOG=1");
  }

  public void stopping() throws IOException {
    send("STOPPING=1");
  }

  private void send(String state) throws IOException {
    if (notifySocket == null || notifySocket.isEmpty()) {
      return;
    }
    try (Datagrams datagrams = Datagrams.to(notifySocket)) {
      datagrams.send(state.getBytes(StandardCharsets.UTF_8));
    }
  }
}
