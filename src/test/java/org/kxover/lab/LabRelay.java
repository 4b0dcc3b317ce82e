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
 * A relay between another realm's daemon and a kxoverd, which breaks the connection at a piece that
 * a test chooses. A piece is one TLS record, or the four octets of STARTTLS. So TCP segmentation
 * does not matter.
 */
public final class LabRelay implements AutoCloseable {
  /** The sender of a piece. */
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
    /** The relay passes nothing more in either direction, and closes nothing. */
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
   * A piece of one sender.
   *
   * @param number of the piece among the sender's, from 0
   * @param name the kind of piece
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
  private final Runnable noAction = () -> {};
  private Sender sender;
  private int number;
  private Fault fault;
  private Runnable atFault = noAction;

  LabRelay(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::acceptAll);
  }

  public int port() {
    return server.getLocalPort();
  }

  /**
   * Makes a fault happen once, at the given piece. Pieces are counted from this call on, over all
   * connections.
   *
   * @param and runs when that piece arrives, before the fault
   */
  public synchronized void breakAt(Sender newSender, int newNumber, Fault newFault, Runnable and) {
    pieces.clear();
    sender = newSender;
    number = newNumber;
    fault = newFault;
    atFault = and;
  }

  /** Passes everything on, without faults, and restarts the count. */
  public synchronized void passAll() {
    pieces.clear();
    fault = null;
    atFault = noAction;
  }

  /** True if the fault has not happened yet. */
  public synchronized boolean isFaultPending() {
    return fault != null;
  }

  /** The pieces so far, in order of arrival. */
  public synchronized List<Piece> pieces() {
    return List.copyOf(pieces);
  }

  /** Waits until all connections are closed. */
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
        // The listener was closed.
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
        // kxoverd does not listen; close, so that the client sees an error.
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
        // One side closed. Close the other, unless the fault is silence.
        if (!silent) {
          close();
        }
      }
      endOne();
    }

    private void deliver(Sender from, byte[] piece, OutputStream out) throws IOException {
      Fault faultDue = faultDue(from, piece);
      silent |= faultDue == Fault.SILENCE;
      if (silent) {
        return;
      }
      if (faultDue == null) {
        out.write(piece);
        return;
      }
      if (faultDue == Fault.CUT_IN_ITS_MIDDLE) {
        out.write(piece, 0, piece.length / 2);
      } else if (faultDue == Fault.CUT_AFTER_IT) {
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
          // Nothing to do: the socket is unusable.
        }
      }
      open.remove(this);
      synchronized (LabRelay.this) {
        LabRelay.this.notifyAll();
      }
    }
  }

  /** The fault to inject at that piece; null for none. */
  private synchronized Fault faultDue(Sender from, byte[] piece) {
    int count = (int) pieces.stream().filter(before -> before.sender() == from).count();
    pieces.add(new Piece(from, count, name(piece)));
    if (fault == null || from != sender || count != number) {
      return null;
    }
    Fault due = fault;
    fault = null;
    atFault.run();
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
