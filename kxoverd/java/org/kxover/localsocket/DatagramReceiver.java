package org.kxover.localsocket;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kxover.base.DaemonThreads;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UNIX socket for datagrams, which are not answered. The kernel tells nothing of who sent one, so
 * the mode of the socket's folder alone keeps other users out. What does not fit into the kernel's
 * queue is lost.
 */
public final class DatagramReceiver implements AutoCloseable {
  /** The most octets of a datagram. Of a longer one, the receiver gets one octet more than this. */
  public static final int MAX_OCTETS = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(DatagramReceiver.class);

  /** How often the thread looks whether to stop. */
  private static final int TIMEOUT_MILLIS = 200;

  private static final int ERROR_PAUSE_MILLIS = 200;

  private final Path path;
  private final Consumer<byte[]> receiver;
  private AFUNIXDatagramSocket socket;
  private Thread thread;
  private volatile boolean closing;

  /**
   * @param receiver gets each datagram, and must not block
   */
  public DatagramReceiver(Path path, Consumer<byte[]> receiver) {
    this.path = path;
    this.receiver = receiver;
  }

  /** Binds the socket and receives on a thread with that name. */
  public void start(String threadName) throws IOException {
    SocketPath.prepare(path);
    AFUNIXDatagramSocket bound = AFUNIXDatagramSocket.newInstance();
    boolean ready = false;
    try {
      bound.bind(AFUNIXSocketAddress.of(path));
      bound.setSoTimeout(TIMEOUT_MILLIS);
      ready = true;
    } finally {
      if (!ready) {
        bound.close();
      }
    }
    socket = bound;
    thread = DaemonThreads.of(threadName, this::receive);
    thread.start();
  }

  private void receive() {
    byte[] buffer = new byte[MAX_OCTETS + 1];
    while (!closing) {
      try {
        DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
        socket.receive(datagram);
        receiver.accept(Arrays.copyOf(buffer, datagram.getLength()));
      } catch (SocketTimeoutException e) {
        LOG.trace("no datagram at {} yet", path);
      } catch (IOException | RuntimeException e) {
        if (!closing) {
          LOG.error("cannot receive at {}: {}", path, e.getMessage());
          pause();
        }
      }
    }
  }

  /** Prevents a busy loop after an error that may last. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ERROR_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    if (socket != null) {
      socket.close();
      Files.deleteIfExists(path);
    }
  }
}
