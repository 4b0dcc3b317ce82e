package org.kxover.plugin;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * Sends requests from one address of loopback, most over UDP, some again, some over TCP connections
 * that end in different ways. It counts the answers, and does not wait for those that come late.
 */
final class TgsSender implements AutoCloseable {
  private static final int BATCH = 16;
  private static final int SILENCE_MS = 10;
  private static final int LARGEST = 65_536;

  /** More would make the KDC close connections of other senders. */
  private static final int MOST_CONNECTIONS = 4;

  private final InetSocketAddress kdc;
  private final InetAddress from;
  private final AnswerCounts counts;
  private final DatagramSocket socket;
  private final Deque<Socket> open = new ArrayDeque<>();
  private byte[] last = new byte[0];
  private int outstanding;

  TgsSender(String from, int port, AnswerCounts counts) throws IOException {
    this.from = InetAddress.getByName(from);
    this.kdc = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    this.counts = counts;
    socket = new DatagramSocket(new InetSocketAddress(this.from, 0));
    socket.setSoTimeout(SILENCE_MS);
  }

  /**
   * Sends a request in the way that its seed says.
   *
   * @throws IOException never for what the KDC does, only for what this machine lacks
   */
  void send(byte[] request, long seed) throws IOException {
    Random random = new Random(~seed);
    switch (random.nextInt(8)) {
      case 0 -> overTcp(request, random);
      case 1 -> {
        datagram(request);
        datagram(request);
        datagram(last);
      }
      default -> datagram(request);
    }
    last = request;
    if (++outstanding >= BATCH) {
      receive();
    }
  }

  /** Receives what has come, until nothing comes for a moment. */
  void receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      for (; outstanding > 0; outstanding--) {
        socket.receive(packet);
        counts.add(packet.getData(), packet.getLength());
        packet.setLength(LARGEST);
      }
    } catch (SocketTimeoutException e) {
      outstanding = 0;
    }
  }

  private void datagram(byte[] request) {
    try {
      socket.send(new DatagramPacket(request, request.length, kdc));
    } catch (IOException e) {
      // Too long for a datagram, or the KDC is gone, which the fuzzer checks.
      counts.notSent();
    }
  }

  private void overTcp(byte[] request, Random random) {
    try {
      Socket connection = new Socket();
      connection.setSoTimeout(SILENCE_MS);
      connection.bind(new InetSocketAddress(from, 0));
      open.add(connection);
      connection.connect(kdc, 1000);
      int length = random.nextInt(16) == 0 ? random.nextInt() : request.length;
      byte[] sent = ByteBuffer.allocate(4 + request.length).putInt(length).put(request).array();
      int cut = random.nextInt(8) == 0 ? random.nextInt(sent.length) : sent.length;
      connection.getOutputStream().write(sent, 0, cut);
      connection.getOutputStream().flush();
      switch (random.nextInt(6)) {
        case 0 -> end(connection, true);
        case 1 -> end(connection, false);
        case 2 -> connection.shutdownOutput();
        case 3 -> connection.getOutputStream().write(sent, cut, sent.length - cut);
        case 4 -> connection.getOutputStream().write(sent);
        default -> readAnswer(connection);
      }
    } catch (IOException e) {
      counts.notSent();
    }
    while (open.size() > MOST_CONNECTIONS) {
      endQuietly(open.remove(), random.nextBoolean());
    }
  }

  private void readAnswer(Socket connection) throws IOException {
    try {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      byte[] answer = in.readNBytes(Math.min(in.readInt() & 0xffffff, LARGEST));
      counts.add(answer, answer.length);
    } catch (SocketTimeoutException e) {
      // It waits for kxoverd. The connection ends later, with the answer or without.
    }
  }

  private void end(Socket connection, boolean reset) throws IOException {
    open.remove(connection);
    if (reset) {
      connection.setSoLinger(true, 0);
    }
    connection.close();
  }

  private void endQuietly(Socket connection, boolean reset) {
    try {
      end(connection, reset);
    } catch (IOException e) {
      // It had ended.
    }
  }

  @Override
  public void close() {
    socket.close();
    while (!open.isEmpty()) {
      endQuietly(open.remove(), false);
    }
  }
}
