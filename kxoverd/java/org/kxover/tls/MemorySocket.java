package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** One end of a connection in memory. It uses no descriptor. */
final class MemorySocket extends Socket {
  /** More than the longest flight of a handshake. */
  private static final int BUFFER = 64 * 1024;

  private final PipedInputStream in = new PipedInputStream(BUFFER);
  private final PipedOutputStream out = new PipedOutputStream();

  private MemorySocket() {}

  static MemorySocket[] pair() throws IOException {
    MemorySocket[] ends = {new MemorySocket(), new MemorySocket()};
    ends[0].out.connect(ends[1].in);
    ends[1].out.connect(ends[0].in);
    return ends;
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /** An address for logs and error messages. */
  @Override
  public SocketAddress getRemoteSocketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Does nothing, because data in memory is not delayed. */
  @Override
  public void setTcpNoDelay(boolean on) {}

  /** Ends reads at the other end, and writes at both ends. */
  @Override
  public synchronized void close() throws IOException {
    out.close();
    in.close();
  }
}
