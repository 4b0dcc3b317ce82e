package org.kxover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports on loopback that nobody uses. */
public final class Ports {
  private static final int ATTEMPTS = 100;
  private static final Set<Integer> given = new HashSet<>();

  private Ports() {}

  /** A port free for TCP and UDP, and not given to anybody before. */
  public static synchronized int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = tcp.getLocalPort();
        if (isFreeForUdp(port) && given.add(port)) {
          return port;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no free port in " + ATTEMPTS + " attempts");
  }

  private static boolean isFreeForUdp(int port) {
    try (DatagramSocket udp =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return udp.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
