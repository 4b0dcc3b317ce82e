package org.kxover.guard;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.kxover.base.TcpExchange;

/**
 * Asks over TCP, and over UDP where the KDC does not take TCP, as krb5 before 1.15 by default (RFC
 * 4120 section 7.2).
 */
public final class NetworkKdc implements Kdc {
  private static final int MAX_ANSWER = 65536;
  private static final int DATAGRAMS = 3;

  @Override
  public byte[] ask(InetSocketAddress address, byte[] message, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    try {
      return TcpExchange.run(address, message, MAX_ANSWER, end - within.toNanos() / 2);
    } catch (IOException e) {
      try {
        return overUdp(address, message, end);
      } catch (IOException udp) {
        e.addSuppressed(udp);
        throw e;
      }
    }
  }

  private static byte[] overUdp(InetSocketAddress address, byte[] message, long end)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Takes datagrams of this address only.
      socket.connect(address);
      byte[] buffer = new byte[MAX_ANSWER];
      for (int left = DATAGRAMS; ; left--) {
        socket.send(new DatagramPacket(message, message.length));
        socket.setSoTimeout(Math.max(1, TcpExchange.millisTo(end) / left));
        try {
          DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
          socket.receive(answer);
          return Arrays.copyOf(buffer, answer.getLength());
        } catch (SocketTimeoutException e) {
          if (left == 1) {
            throw e;
          }
        }
      }
    }
  }
}
