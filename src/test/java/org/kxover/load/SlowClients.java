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
 * Very many TCP connections of strangers, all held by one thread. Each says so much as its kind
 * does, and no more. One that is closed by the other side is opened again, at a bounded rate.
 */
final class SlowClients implements AutoCloseable {
  /** What a connection says. */
  enum Kind {
    SILENT,
    /** An octet of a TLS ClientHello in each second. */
    DRIP,
    /** Three of the four octets of STARTTLS. */
    HALF_PREFIX,
    /** A whole ClientHello, and nothing in answer to the ServerHello. */
    HALF_HANDSHAKE
  }

  private static final byte[] HALF_OF_STARTTLS = {(byte) 0x80, 0, 0};
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int LOOK_MILLIS = 20;

  private static final class Idler {
    private final InetSocketAddress from;
    private SocketChannel channel;
    private int dripped;

    Idler(InetSocketAddress from) {
      this.from = from;
    }
  }

  private final Kind kind;
  private final InetSocketAddress target;
  private final int perSecond;
  private final Selector selector = Selector.open();
  private final Deque<Idler> closed = new ArrayDeque<>();
  private final Set<Idler> open = new HashSet<>();
  private final byte[] hello;
  private final Thread thread = new Thread(this::run, "stranger-idlers");
  private volatile boolean ending;
  private volatile long connected;
  private volatile int held;

  /**
   * @param count connections, which come from as many networks (IPv4 /24) as said
   * @param perSecond connections begun, at the most
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
      closed.add(new Idler(new InetSocketAddress(InetAddress.getByAddress(address), 0)));
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

  /** How many connections were made so far, the same ones again included. */
  long connected() {
    return connected;
  }

  /** How many are open on this side. */
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
        // The time that this thread had no processor is not made up for in a burst.
        if ((now - start) * perSecond / SECOND - began > perSecond) {
          start = now;
          began = 0;
        }
        for (; !closed.isEmpty() && began < (now - start) * perSecond / SECOND; began++) {
          begin(closed.remove());
        }
        if (kind == Kind.DRIP && now - dripped >= SECOND) {
          dripped = now;
          open.forEach(this::drip);
        }
        selector.select(this::look, LOOK_MILLIS);
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

  private void begin(Idler idler) throws IOException {
    idler.channel = SocketChannel.open();
    idler.dripped = 0;
    try {
      idler.channel.configureBlocking(false);
      idler.channel.bind(idler.from);
      idler.channel.connect(target);
      idler.channel.register(selector, SelectionKey.OP_CONNECT, idler);
    } catch (IOException e) {
      ended(idler);
    }
  }

  private void look(SelectionKey key) {
    Idler idler = (Idler) key.attachment();
    try {
      if (key.isConnectable()) {
        idler.channel.finishConnect();
        connected++;
        open.add(idler);
        key.interestOps(SelectionKey.OP_READ);
        if (kind == Kind.HALF_PREFIX) {
          idler.channel.write(ByteBuffer.wrap(HALF_OF_STARTTLS));
        } else if (kind == Kind.HALF_HANDSHAKE) {
          idler.channel.write(ByteBuffer.wrap(hello));
        }
      } else if (idler.channel.read(ByteBuffer.allocate(4096)) < 0) {
        ended(idler);
      }
    } catch (IOException e) {
      ended(idler);
    }
  }

  private void drip(Idler idler) {
    try {
      idler.channel.write(ByteBuffer.wrap(hello, idler.dripped++ % hello.length, 1));
    } catch (IOException e) {
      // The selector tells of its end.
    }
  }

  private void ended(Idler idler) {
    try {
      idler.channel.close();
    } catch (IOException e) {
      // Gone all the same.
    }
    open.remove(idler);
    closed.add(idler);
  }

  /** Closes all connections. */
  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }
}
