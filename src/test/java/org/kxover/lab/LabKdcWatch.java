package org.kxover.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOption;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;

/**
 * A relay in front of a KDC, by UDP and TCP, which notes what clients ask it for: which name, of
 * which type (RFC 4120 section 6.2), and whether they take a referral (RFC 6806).
 */
public final class LabKdcWatch implements AutoCloseable {
  private static final int TGS_REQ = 0x6c;
  private static final int LARGEST_DATAGRAM = 65_507;
  private static final int LARGEST_REQUEST = 1 << 20;
  private static final int LIMIT_MILLIS = 60_000;

  private final InetSocketAddress kdc;
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /**
   * A TGS-REQ.
   *
   * @param name such as {@code HTTP/www.b.example}
   * @param type the name type: 1 is NT-PRINCIPAL, 2 NT-SRV-INST, 3 NT-SRV-HST, 0 NT-UNKNOWN
   * @param canonicalize true if the client takes a referral
   */
  public record Request(String name, int type, boolean canonicalize) {}

  LabKdcWatch(int kdcPort) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    kdc = new InetSocketAddress(loopback, kdcPort);
    InetSocketAddress own = new InetSocketAddress(loopback, Ports.free());
    tcp = new ServerSocket();
    tcp.bind(own);
    udp = new DatagramSocket(own);
    background(this::serveTcp);
    background(this::serveUdp);
  }

  int port() {
    return tcp.getLocalPort();
  }

  /** All requests so far for that service, without repetitions. */
  public List<Request> requestsFor(String name) {
    synchronized (requests) {
      return requests.stream().filter(one -> one.name().equals(name)).distinct().toList();
    }
  }

  /** All requests so far, without repetitions. */
  public List<Request> requests() {
    synchronized (requests) {
      return requests.stream().distinct().toList();
    }
  }

  /** Forgets the requests so far. */
  public void forget() {
    requests.clear();
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "kdc-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void note(byte[] message) {
    if (message.length == 0 || (message[0] & 0xff) != TGS_REQ) {
      return;
    }
    try {
      TgsReq request = new TgsReq();
      request.decode(message);
      KdcReqBody body = request.getReqBody();
      PrincipalName name = body.getSname();
      requests.add(
          new Request(
              String.join("/", name.getNameStrings()),
              name.getNameType().getValue(),
              body.getKdcOptions().isFlagSet(KdcOption.CANONICALIZE)));
    } catch (IOException | RuntimeException e) {
      requests.add(new Request("unreadable: " + e, -1, false));
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        background(() -> relay(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket server = new Socket(kdc.getAddress(), kdc.getPort())) {
      client.setSoTimeout(LIMIT_MILLIS);
      server.setSoTimeout(LIMIT_MILLIS);
      while (true) {
        byte[] request = read(client);
        note(request);
        write(server, request);
        write(client, read(server));
      }
    } catch (IOException e) {
      // One of the two has closed the connection.
      return;
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    if (length < 0 || length > LARGEST_REQUEST) {
      throw new IOException("a message of " + length + " octets");
    }
    return in.readNBytes(length);
  }

  private static void write(Socket socket, byte[] message) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(message.length);
    out.write(message);
    out.flush();
  }

  private void serveUdp() {
    byte[] buffer = new byte[LARGEST_DATAGRAM];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
        note(request);
        background(() -> relay(request, (InetSocketAddress) packet.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(byte[] request, InetSocketAddress client) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.send(new DatagramPacket(request, request.length, kdc));
      DatagramPacket reply = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
      socket.receive(reply);
      udp.send(new DatagramPacket(reply.getData(), reply.getLength(), client));
    } catch (IOException e) {
      // The KDC did not answer, as it may.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
  }
}
