package org.kxover.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** A name server on a free loopback port, over UDP and TCP. */
public final class ZoneServer implements AutoCloseable {
  private static final int UDP_SIZE = 1232;

  private final ServerSocket tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final DatagramSocket udp =
      new DatagramSocket(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger queries = new AtomicInteger();
  private final UnaryOperator<Message> answers;

  /**
   * @param answers the response to a query
   */
  public ZoneServer(UnaryOperator<Message> answers) throws IOException {
    this.answers = answers;
    threads.execute(this::serveUdp);
    threads.execute(this::serveTcp);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  /** How many queries came so far; one that is repeated over TCP counts twice. */
  public int queries() {
    return queries.get();
  }

  private Message answer(byte[] octets) throws IOException {
    queries.incrementAndGet();
    return answers.apply(new Message(octets));
  }

  private void serveUdp() {
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
      try {
        udp.receive(packet);
      } catch (IOException e) {
        return;
      }
      threads.execute(() -> answerUdp(packet));
    }
  }

  private void answerUdp(DatagramPacket packet) {
    try {
      Message response = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
      byte[] octets = response.toWire();
      if (octets.length > UDP_SIZE) {
        response.removeAllRecords(Section.ANSWER);
        response.removeAllRecords(Section.AUTHORITY);
        response.removeAllRecords(Section.ADDITIONAL);
        response.getHeader().setFlag(Flags.TC);
        octets = response.toWire();
      }
      udp.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
    } catch (IOException e) {
      if (!udp.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        threads.execute(() -> answerTcp(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answerTcp(Socket client) {
    try (client;
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] octets = answer(query).toWire(65535);
        out.writeShort(octets.length);
        out.write(octets);
      }
    } catch (EOFException e) {
      // The client has closed the connection.
    } catch (IOException e) {
      if (!tcp.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    threads.shutdownNow();
  }
}
