package org.kxover.guard;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Asks over TCP, and over UDP where the KDC does not take TCP, as krb5 before 1.15 by default (RFC
 * 4120 section 7.2).
 */
public final class NetworkKdc implements Kdc {
  private static final int MAX_ANSWER = 65536;
  private static final int LENGTH_FIELD = 4;
  private static final int DATAGRAMS = 3;

  @Override
  public byte[] ask(InetSocketAddress address, byte[] message, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    try {
      return overTcp(address, message, end - within.toNanos() / 2);
    } catch (IOException e) {
      try {
        return overUdp(address, message, end);
      } catch (IOException udp) {
        e.addSuppressed(udp);
        throw e;
      }
    }
  }

  private static byte[] overTcp(InetSocketAddress address, byte[] message, long end)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, millisTo(end));
      socket.setTcpNoDelay(true);
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(LENGTH_FIELD + message.length)
                  .putInt(message.length)
                  .put(message)
                  .array());
      int length = ByteBuffer.wrap(read(socket, LENGTH_FIELD, end)).getInt();
      if (length < 1 || length > MAX_ANSWER) {
        throw new IOException("its answer has " + length + " octets");
      }
      return read(socket, length, end);
    }
  }

  private static byte[] read(Socket socket, int length, long end) throws IOException {
    byte[] octets = new byte[length];
    InputStream in = socket.getInputStream();
    for (int filled = 0; filled < length; ) {
      // The timeout of a socket starts again with each read, so set it to the time that is left.
      socket.setSoTimeout(millisTo(end));
      int count = in.read(octets, filled, length - filled);
      if (count < 0) {
        throw new EOFException("it closed the connection before the answer was complete");
      }
      filled += count;
    }
    return octets;
  }

  private static byte[] overUdp(InetSocketAddress address, byte[] message, long end)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Takes datagrams of this address only.
      socket.connect(address);
      byte[] buffer = new byte[MAX_ANSWER];
      for (int left = DATAGRAMS; ; left--) {
        socket.send(new DatagramPacket(message, message.length));
        socket.setSoTimeout(Math.max(1, millisTo(end) / left));
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

  private static int millisTo(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis < 1) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
