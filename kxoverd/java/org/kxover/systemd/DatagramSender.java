package org.kxover.systemd;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** An unbound UNIX datagram socket that sends to one address. */
final class DatagramSender implements AutoCloseable {
  private final SocketAddress address;
  private AFUNIXDatagramChannel channel;

  private DatagramSender(AFUNIXDatagramChannel channel, SocketAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * @param address an absolute path, or {@code @} and a name for Linux's abstract namespace, as
   *     {@code NOTIFY_SOCKET} has them
   */
  static DatagramSender to(String address) throws IOException {
    SocketAddress target;
    if (address.startsWith("@")) {
      byte[] name = address.getBytes(StandardCharsets.UTF_8);
      name[0] = 0;
      target = AFUNIXSocketAddress.of(name);
    } else {
      target = AFUNIXSocketAddress.of(Path.of(address));
    }
    return new DatagramSender(AFUNIXDatagramChannel.open(), target);
  }

  /**
   * Sends a datagram. It works again when a receiver that was gone is back under the same address.
   */
  synchronized void send(byte[] data) throws IOException {
    if (!channel.isOpen()) {
      channel = AFUNIXDatagramChannel.open();
    }
    try {
      channel.send(ByteBuffer.wrap(data), address);
    } catch (IOException e) {
      // After a refused datagram the channel is unusable. The next call opens another.
      channel.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
