package org.kxover.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Finds free ports on loopback. Servers bind them later, so a file lock reserves each port among
 * this user's tests until this process ends.
 */
public final class Ports {
  private static final int ATTEMPTS = 100;

  // Below Linux's ephemeral ports, so that no client socket takes a port before its server binds.
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  private static final Path LOCKS =
      Path.of(
          System.getProperty("java.io.tmpdir"), "kxover-ports-" + System.getProperty("user.name"));

  private static final Random random = new Random();
  private static final Map<Integer, FileLock> locks = new HashMap<>();

  private Ports() {}

  /** A port that is free for TCP and UDP, and that was not returned before. */
  public static synchronized int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST);
      if (!locks.containsKey(port) && isFreeForTcp(port) && isFreeForUdp(port) && lock(port)) {
        return port;
      }
    }
    throw new IllegalStateException("found no free port in " + ATTEMPTS + " attempts");
  }

  /** True if this process now holds the port's lock. */
  private static boolean lock(int port) {
    try {
      Files.createDirectories(LOCKS);
      FileChannel file =
          FileChannel.open(
              LOCKS.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        return false;
      }
      locks.put(port, lock);
      return true;
    } catch (IOException e) {
      throw new IllegalStateException("cannot lock a port in " + LOCKS, e);
    }
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
