package org.kxover.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Many TCP connections of strangers, held by one thread. Each sends what its kind says, and no
 * more. If the daemon closes a connection, it is opened again, at a bounded rate.
 */
final class SlowClients implements AutoCloseable {
  /** What a connection sends. */
  enum Kind {
    SILENT,
    /** One octet of a TLS ClientHello per second. */
    DRIP,
    /** Three of the four octets of STARTTLS, then nothing. */
    HALF_PREFIX,
    /** A complete ClientHello, and no answer to the ServerHello. */
    HALF_HANDSHAKE
  }

  private static final byte[] HALF_STARTTLS = {(byte) 0x80, 0, 0};
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int LOOK_MILLIS = 20;

  private static final class Connection {
    private final InetSocketAddress from;
    private SocketChannel channel;
    private int dripped;

    Connection(InetSocketAddress from) {
      this.from = from;
    }
  }

  private final Kind kind;
  private final InetSocketAddress target;
  private final int perSecond;
  private final Selector selector = Selector.open();
  private final Deque<Connection> closed = new ArrayDeque<>();
  private final Set<Connection> open = new HashSet<>();
  private final byte[] hello;
  private final Thread thread = new Thread(this::run, "stranger-slow-clients");
  private volatile boolean ending;
  private volatile long begun;
  private volatile long connected;
  private volatile int held;

  /**
   * @param count number of connections
   * @param networks number of networks (IPv4 /24) that they come from
   * @param perSecond maximum rate of new connections
   */
  SlowClients(Kind kind, InetSocketAddress target, int count, int networks, int perSecond)
      throws IOException, GeneralSecurityException {
    this.kind = kind;
    this.target = target;
    this.perSecond = perSecond;
    this.hello = clientHello();
    for (int i = 0; i < count; i++) {
      int network = i % networks;
      byte[] address = {127, (byte) (1 + network / 250), (byte) (network % 250), 1};
      closed.add(new Connection(new InetSocketAddress(InetAddress.getByAddress(address), 0)));
    }
    thread.setDaemon(true);
    thread.start();
  }

  private static byte[] clientHello() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    out.flip();
    byte[] octets = new byte[out.remaining()];
    out.get(octets);
    return octets;
  }

  /**
   * How many connections were begun so far, including reconnects. The kernel may open one that the
   * daemon ends, or that {@link #close} ends, before this program has seen it open.
   */
  long begun() {
    return begun;
  }

  /** How many connections were made so far, including reconnects. */
  long connected() {
    return connected;
  }

  /** How many connections are open on this side. */
  int held() {
    return held;
  }

  private void run() {
    long start = System.nanoTime();
    long began = 0;
    long dripped = start;
    try {
      while (!ending) {
        long now = System.nanoTime();
        // If this thread got no CPU time for a while, do not catch up in a burst.
        if ((now - start) * perSecond / SECOND - began > perSecond) {
          start = now;
          began = 0;
        }
        for (; !closed.isEmpty() && began < (now - start) * perSecond / SECOND; began++) {
          open(closed.remove());
        }
        if (kind == Kind.DRIP && now - dripped >= SECOND) {
          dripped = now;
          open.forEach(this::drip);
        }
        selector.select(this::process, LOOK_MILLIS);
        held = open.size();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Only one thread writes the count; others read it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void open(Connection connection) throws IOException {
    connection.channel = SocketChannel.open();
    connection.dripped = 0;
    try {
      connection.channel.configureBlocking(false);
      connection.channel.bind(connection.from);
      connection.channel.connect(target);
      begun++;
      connection.channel.register(selector, SelectionKey.OP_CONNECT, connection);
    } catch (IOException e) {
      ended(connection);
    }
  }

  // Only one thread writes the count; others read it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void process(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isConnectable()) {
        connection.channel.finishConnect();
        connected++;
        open.add(connection);
        key.interestOps(SelectionKey.OP_READ);
        if (kind == Kind.HALF_PREFIX) {
          connection.channel.write(ByteBuffer.wrap(HALF_STARTTLS));
        } else if (kind == Kind.HALF_HANDSHAKE) {
          connection.channel.write(ByteBuffer.wrap(hello));
        }
      } else if (connection.channel.read(ByteBuffer.allocate(4096)) < 0) {
        ended(connection);
      }
    } catch (IOException e) {
      ended(connection);
    }
  }

  private void drip(Connection connection) {
    try {
      connection.channel.write(ByteBuffer.wrap(hello, connection.dripped++ % hello.length, 1));
    } catch (IOException e) {
      // The selector reports the closed connection.
    }
  }

  private void ended(Connection connection) {
    try {
      connection.channel.close();
    } catch (IOException e) {
      // Nothing to do: the socket is unusable.
    }
    open.remove(connection);
    closed.add(connection);
  }

  /** Closes all connections. */
  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }
}
