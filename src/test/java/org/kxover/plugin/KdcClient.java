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
import java.util.Arrays;
import java.util.Optional;

/** A UDP client of one KDC, with its own port. */
public final class KdcClient implements AutoCloseable {
  /** Longer than the KDC waits in these tests, so that only a lost answer reaches it. */
  private static final int LIMIT_MS = 20_000;

  private static final int LARGEST = 65_536;

  private final DatagramSocket socket;
  private final InetSocketAddress kdc;

  /**
   * @param from the client's address, one of 127.0.0.0/8
   * @param port of the KDC on 127.0.0.1
   */
  public KdcClient(String from, int port) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.setSoTimeout(LIMIT_MS);
    kdc = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
  }

  /**
   * @param port of the KDC on 127.0.0.1
   */
  public KdcClient(int port) throws IOException {
    this("127.0.0.1", port);
  }

  /** Sends a request without waiting for the answer. */
  public void send(byte[] request) throws IOException {
    socket.send(new DatagramPacket(request, request.length, kdc));
  }

  /** Waits for the next answer. */
  public KdcAnswer receive() throws IOException {
    return receive(LIMIT_MS)
        .orElseThrow(() -> new IOException("no answer after " + LIMIT_MS + " ms"));
  }

  /** Waits for the next answer; empty after the limit. */
  public Optional<KdcAnswer> receive(int limitMs) throws IOException {
    socket.setSoTimeout(limitMs);
    try {
      return Optional.of(KdcAnswer.parse(receiveOctets()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** Waits for the next answer, without parsing it. */
  public byte[] receiveOctets() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** Sends over UDP, and waits for the answer. */
  public static KdcAnswer ask(int port, byte[] request) throws IOException {
    try (KdcClient client = new KdcClient(port)) {
      client.send(request);
      return client.receive();
    }
  }

  /** Sends over TCP; the answer can be read with {@link #readTcp}. */
  static Socket sendTcp(int port, byte[] request) throws IOException {
    return sendTcp("127.0.0.1", port, request);
  }

  /** As {@link #sendTcp(int, byte[])}, from one address of 127.0.0.0/8. */
  static Socket sendTcp(String from, int port, byte[] request) throws IOException {
    Socket socket =
        new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(LIMIT_MS);
    socket
        .getOutputStream()
        .write(ByteBuffer.allocate(4 + request.length).putInt(request.length).put(request).array());
    return socket;
  }

  static KdcAnswer readTcp(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return KdcAnswer.parse(in.readNBytes(in.readInt()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
