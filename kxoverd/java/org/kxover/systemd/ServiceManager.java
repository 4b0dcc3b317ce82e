package org.kxover.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** sd_notify(3): reports our state to systemd, if systemd started us. */
public final class ServiceManager {
  private final String notifySocket;

  /**
   * @param notifySocket the value of {@code NOTIFY_SOCKET}; if null or empty, nothing is sent
   */
  public ServiceManager(String notifySocket) {
    this.notifySocket = notifySocket;
  }

  /** Reports that we serve requests. */
  public void ready(String status) throws IOException {
    send("READY=1\nSTATUS=" + status);
  }

  /**
   * Reports that a reload begins. {@link #ready} reports its end.
   *
   * @param monotonicNanos CLOCK_MONOTONIC, which {@link System#nanoTime} reads on Linux
   */
  public void reloading(long monotonicNanos) throws IOException {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos / 1000);
  }

  /** Reports that all is well. {@link Watchdog} calls this in time. */
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
    try (DatagramSender sender = DatagramSender.to(notifySocket)) {
      sender.send(state.getBytes(StandardCharsets.UTF_8));
    }
  }
}
