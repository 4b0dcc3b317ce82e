package org.kxover.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Ports on loopback that nobody uses. */
public final class Ports {
  private static final int ATTEMPTS = 100;

  // Below those that Linux gives to clients: none of these takes a port before its server binds it.
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  // Test processes that run side by side have ports of their own.
  private static final int MAX_PROCESSES = 8;
  private static final int PROCESS = Integer.getInteger("kxover.test.process", 0) % MAX_PROCESSES;

  private static final Random random = new Random();
  private static final Set<Integer> given = new HashSet<>();

  private Ports() {}

  /** A port free for TCP and UDP, and not given to anybody before. */
  public static synchronized int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int group = random.nextInt((HIGHEST - LOWEST) / MAX_PROCESSES);
      int port = LOWEST + group * MAX_PROCESSES + PROCESS;
      if (isFreeForTcp(port) && isFreeForUdp(port) && given.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port in " + ATTEMPTS + " attempts");
  }

  private static boolean isFreeForTcp(int port) {
    try (ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return tcp.isBound();
    } catch (IOException e) {
      return false;
    }
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
