package org.kxover.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between another realm's daemon and a kxoverd, passes on what they say piece by piece (the
 * four octets of STARTTLS, or one TLS record) and breaks the connection at a piece that a test
 * chooses. Which piece that is does not depend on how TCP cuts the octets.
 */
public final class LabRelay implements AutoCloseable {
  /** Who sends a piece. */
  public enum Sender {
    /** The daemon that connects. */
    CLIENT,
    /** The kxoverd behind the relay. */
    SERVER
  }

  /** What happens at the chosen piece. */
  public enum Fault {
    CUT_BEFORE_IT("cut before it"),
    CUT_IN_ITS_MIDDLE("cut in its middle"),
    CUT_AFTER_IT("cut after it"),
    /** From it on nothing passes in either direction, and nothing is closed. */
    SILENCE("silence from it on");

    private final String words;

    Fault(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * One of the pieces that a sender sends.
   *
   * @param number from 0
   * @param name what kind of piece it is
   */
  public record Piece(Sender sender, int number, String name) {
    @Override
    public String toString() {
      return (sender == Sender.CLIENT ? "client's " : "server's ") + (number + 1) + ": " + name;
    }
  }

  private static final Duration END_LIMIT = Patience.LIMIT;
  private static final int FIRST_CONTENT_TYPE = 20;
  private static final List<String> CONTENT_TYPES =
      List.of("change_cipher_spec", "alert", "handshake", "encrypted");

  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final List<Piece> pieces = new ArrayList<>();
  private final Runnable none = () -> {};
  private Sender sender;
  private int number;
  private Fault fault;
  private Runnable also = none;

  LabRelay(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::acceptAll);
  }

  public int port() {
    return server.getLocalPort();
  }

  /**
   * Lets a fault happen at that piece, counted from now on over all connections, and once.
   *
   * @param and what else happens when that piece has come, before the fault
   */
  public synchronized void breaksAt(Sender newSender, int newNumber, Fault newFault, Runnable and) {
    pieces.clear();
    sender = newSender;
    number = newNumber;
    fault = newFault;
    also = and;
  }

  /** Passes everything on from now, and counts anew. */
  public synchronized void passes() {
    pieces.clear();
    fault = null;
    also = none;
  }

  /** Whether the fault is still to come. */
  public synchronized boolean isWhole() {
    return fault != null;
  }

  /** The pieces that came so far, in the order in which they came. */
  public synchronized List<Piece> pieces() {
    return List.copyOf(pieces);
  }

  /** Waits until no connection is open any more. */
  public synchronized void awaitEnd() throws InterruptedException {
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (!open.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException("a connection is still open after " + END_LIMIT);
      }
      wait(left);
    }
  }

  private void acceptAll() {
    while (true) {
      try {
        Connection connection = new Connection(server.accept());
        threads.execute(connection);
      } catch (IOException e) {
        // Closed, as there is no other reason on loopback.
        return;
      }
    }
  }

  private final class Connection implements Runnable {
    private final Socket client;
    private final Socket kxoverd = new Socket();
    private volatile boolean silent;
    private int ended;

    Connection(Socket client) {
      this.client = client;
      open.add(this);
    }

    @Override
    public void run() {
      try {
        kxoverd.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      } catch (IOException e) {
        // As if the relay were not there: the client sees that nobody listens.
        close();
        return;
      }
      threads.execute(() -> pass(Sender.SERVER, kxoverd, client));
      pass(Sender.CLIENT, client, kxoverd);
    }

    private void pass(Sender from, Socket in, Socket out) {
      try {
        DataInputStream octets = new DataInputStream(in.getInputStream());
        for (int first = octets.read(); first >= 0; first = octets.read()) {
          deliver(from, piece(first, octets), out.getOutputStream());
        }
        if (!silent) {
          out.shutdownOutput();
        }
      } catch (IOException e) {
        // One of them is gone, and the other is to know it; unless it is to be left in silence.
        if (!silent) {
          close();
        }
      }
      endOne();
    }

    private void deliver(Sender from, byte[] piece, OutputStream out) throws IOException {
      Fault strikes = strikes(from, piece);
      silent |= strikes == Fault.SILENCE;
      if (silent) {
        return;
      }
      if (strikes == null) {
        out.write(piece);
        return;
      }
      if (strikes == Fault.CUT_IN_ITS_MIDDLE) {
        out.write(piece, 0, piece.length / 2);
      } else if (strikes == Fault.CUT_AFTER_IT) {
        out.write(piece);
      }
      close();
      throw new IOException("cut");
    }

    private synchronized void endOne() {
      ended++;
      if (ended == 2) {
        close();
      }
    }

    void close() {
      for (Socket socket : new Socket[] {client, kxoverd}) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is gone all the same.
        }
      }
      open.remove(this);
      synchronized (LabRelay.this) {
        LabRelay.this.notifyAll();
      }
    }
  }

  /** The fault that is due at that piece, if any. */
  private synchronized Fault strikes(Sender from, byte[] piece) {
    int count = (int) pieces.stream().filter(before -> before.sender() == from).count();
    pieces.add(new Piece(from, count, name(piece)));
    if (fault == null || from != sender || count != number) {
      return null;
    }
    Fault due = fault;
    fault = null;
    also.run();
    return due;
  }

  private static byte[] piece(int first, DataInputStream octets) throws IOException {
    byte[] head = new byte[isRecord(first) ? 5 : 4];
    head[0] = (byte) first;
    octets.readFully(head, 1, head.length - 1);
    if (!isRecord(first)) {
      return head;
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(3));
    byte[] piece = Arrays.copyOf(head, head.length + length);
    octets.readFully(piece, head.length, length);
    return piece;
  }

  private static boolean isRecord(int first) {
    return first >= FIRST_CONTENT_TYPE && first < FIRST_CONTENT_TYPE + CONTENT_TYPES.size();
  }

  private static String name(byte[] piece) {
    return isRecord(piece[0])
        ? CONTENT_TYPES.get(piece[0] - FIRST_CONTENT_TYPE) + " record"
        : "STARTTLS word";
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Connection::close);
    threads.shutdownNow();
  }
}
