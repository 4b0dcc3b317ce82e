package org.kxover.systemd;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** An unbound UNIX datagram socket that sends to one address. */
final class Datagrams implements AutoCloseable {
  private final SocketAddress address;
  private AFUNIXDatagramChannel channel;

  private Datagrams(AFUNIXDatagramChannel channel, SocketAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * @param address an absolute path, or {@code @} and a name for Linux's abstract namespace, as
   *     {@code NOTIFY_SOCKET} has them
   */
  static Datagrams to(String address) throws IOException {
    SocketAddress target;
    if (address.startsWith("@")) {
      byte[] name = address.getBytes(StandardCharsets.UTF_8);
      name[0] = 0;
      target = AFUNIXSocketAddress.of(name);
    } else {
      target = AFUNIXSocketAddress.of(Path.of(address));
    }
    return new Datagrams(AFUNIXDatagramChannel.open(), target);
  }

  /** Sends; where the receiver was away and is back under the same name, it is found again. */
  synchronized void send(byte[] data) throws IOException {
    if (!channel.isOpen()) {
      channel = AFUNIXDatagramChannel.open();
    }
    try {
      channel.send(ByteBuffer.wrap(data), address);
    } catch (IOException e) {
      // A refused datagram leaves the channel unusable.
      channel.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
