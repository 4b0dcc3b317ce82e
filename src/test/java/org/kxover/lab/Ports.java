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
 * Ports on loopback that nobody uses. Their servers bind them later: till then, and as long as this
 * process lives, a lock keeps other tests of this user from taking them.
 */
public final class Ports {
  private static final int ATTEMPTS = 100;

  // Below those that Linux gives to clients: none of these takes a port before its server binds it.
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  private static final Path LOCKS =
      Path.of(
          System.getProperty("java.io.tmpdir"), "kxover-ports-" + System.getProperty("user.name"));

  private static final Random random = new Random();
  private static final Map<Integer, FileLock> given = new HashMap<>();

  private Ports() {}

  /** A port free for TCP and UDP, and not given to anybody before. */
  public static synchronized int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST);
      if (!given.containsKey(port) && isFreeForTcp(port) && isFreeForUdp(port) && isLocked(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port in " + ATTEMPTS + " attempts");
  }

  /** Whether it is now locked for us. */
  private static boolean isLocked(int port) {
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
      given.put(port, lock);
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
