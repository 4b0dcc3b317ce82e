package org.kxover.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * One message to a server and its answer, on a TCP connection of their own. Each follows its length
 * in four octets, most significant first.
 */
public final class TcpExchange {
  private static final int LENGTH_FIELD = 4;

  private TcpExchange() {}

  /**
   * Sends {@code message} and reads the answer.
   *
   * @param server a resolved address
   * @param maxAnswer the most octets of an answer, without its length
   * @param end by {@link System#nanoTime}, for connecting and for the whole answer
   * @return 1 to {@code maxAnswer} octets
   * @throws IOException if there is no such answer in time; the message says why
   */
  public static byte[] run(InetSocketAddress server, byte[] message, int maxAnswer, long end)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, millisTo(end));
      socket.setTcpNoDelay(true);
      byte[] framed =
          ByteBuffer.allocate(LENGTH_FIELD + message.length)
              .putInt(message.length)
              .put(message)
              .array();
      socket.getOutputStream().write(framed);
      int length = ByteBuffer.wrap(read(socket, LENGTH_FIELD, end)).getInt();
      if (length < 1 || length > maxAnswer) {
        throw new IOException(
            "its answer has " + length + " octets; allowed are 1 to " + maxAnswer);
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

  /**
   * The time limit of a socket that ends at {@code end}.
   *
   * @throws SocketTimeoutException if the time is over
   */
  public static int millisTo(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis < 1) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
