package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kxover.lab.Ports;

/**
 * OpenSSL as the other realm's daemon, A.EXAMPLE: one TLS session with our side in either role, a
 * message over it, and the same secret from the exporter.
 */
final class OpensslPeer {
  private static final int SECRET = 48;

  /** The text that openssl prints before the octets of the exporter. */
  private static final String KEYING_MATERIAL = "Keying material:";

  /** What our side of a session saw. */
  private record Seen(byte[] leaf, String group, byte[] secret, byte[] message) {}

  private final List<String> openssl;
  private final TlsCredential own;
  private final TlsCredential theirs;
  private final Path ownCertificate;
  private final Path certificate;
  private final Path key;

  OpensslPeer(Path folder) throws Exception {
    this(folder, List.of("openssl"));
  }

  /**
   * @param parent gets a folder with the credentials of both sides
   * @param openssl the command, such as that of another release
   */
  OpensslPeer(Path parent, List<String> openssl) throws Exception {
    this.openssl = openssl;
    Path folder = Files.createTempDirectory(parent, "peer-");
    own = TlsLab.credential(folder, "B.EXAMPLE");
    theirs = TlsLab.credential(folder, "A.EXAMPLE");
    ownCertificate = folder.resolve("B.EXAMPLE.pem");
    certificate = folder.resolve("A.EXAMPLE.pem");
    key = folder.resolve("A.EXAMPLE.key");
  }

  private Openssl start(String command, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, "-tls1_3"));
    words.addAll(List.of("-cert", certificate.toString(), "-key", key.toString()));
    words.addAll(List.of("-keymatexport", Exporter.LABEL, "-keymatexportlen", "" + SECRET));
    words.addAll(List.of(arguments));
    return new Openssl(openssl, words);
  }

  /**
   * Has their client connect to our listener.
   *
   * @param group the only one that they offer
   * @param suite the only one that they offer
   * @return the group that our side saw
   */
  String connects(String group, String suite) throws Exception {
    BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    SessionHandler handler =
        session ->
            seen.add(
                new Seen(
                    session.peerChain().get(0),
                    session.namedGroup(),
                    session.exportSecret(new byte[0], SECRET),
                    session.readMessage()));
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), own, TlsLab.RANDOM, TlsLab.LIMITS, handler)) {
      listener.start();
      InetSocketAddress address = listener.address();
      try (Openssl client =
          start(
              "s_client",
              "-connect",
              "127.0.0.1:" + address.getPort(),
              "-groups",
              group,
              "-ciphersuites",
              suite,
              "-servername",
              "kx.b.example")) {
        byte[] exported = HexFormat.of().parseHex(client.await(KEYING_MATERIAL));
        // A message of three octets, none of which is a command for s_client.
        client.type(new byte[] {0, 0, 0, 3, 'x', 'y', 'z'});
        Seen here = seen.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);

        assertArrayEquals(exported, here.secret());
        assertArrayEquals(theirs.chainDer().get(0), here.leaf());
        assertArrayEquals(new byte[] {'x', 'y', 'z'}, here.message());
        return here.group();
      }
    }
  }

  /**
   * Has our connector connect to their server.
   *
   * @param group the only one that they take
   * @return the group that our side saw
   */
  String accepts(String group) throws Exception {
    int port = Ports.free();
    try (Openssl server =
            start(
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-groups",
                group,
                "-Verify",
                "1",
                "-verify_return_error",
                "-CAfile",
                ownCertificate.toString(),
                "-partial_chain");
        ServerSocket front = new ServerSocket()) {
      server.await("ACCEPT");
      front.bind(TlsLab.loopback());
      CompletableFuture.runAsync(() -> startTlsBefore(front, port));

      TlsConnector connector = new TlsConnector(own, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) front.getLocalSocketAddress();
      try (TlsSession session =
          connector.connect(address, "kx.a.example", TlsLab.ANY, TlsLab.LONG)) {
        assertArrayEquals(theirs.chainDer().get(0), session.peerChain().get(0));
        byte[] exported = HexFormat.of().parseHex(server.await(KEYING_MATERIAL));
        assertArrayEquals(exported, session.exportSecret(new byte[0], SECRET));

        server.type(new byte[] {0, 0, 0, 3, 'x', 'y', '\n'});
        assertArrayEquals(new byte[] {'x', 'y', '\n'}, session.readMessage());
        return session.namedGroup();
      }
    }
  }

  /**
   * Does STARTTLS (RFC 6251), which s_server does not support, and then passes everything to it. It
   * reads what the connector sends until the connector ends: closing with unread input would reset
   * the connection, and the alert of the server would be lost.
   */
  static void startTlsBefore(ServerSocket front, int port) {
    try (Socket client = front.accept();
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      InputStream in = StartTls.await(client.getInputStream(), client.getOutputStream());
      CompletableFuture<Void> there = pipe(in, server.getOutputStream());
      pipe(server.getInputStream(), client.getOutputStream()).join();
      client.shutdownOutput();
      there.join();
    } catch (IOException e) {
      // The connector reports the failure.
    }
  }

  private static CompletableFuture<Void> pipe(InputStream from, OutputStream to) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                from.transferTo(to);
              } catch (IOException e) {
                // One end closed; the other may still send.
                drain(from);
              }
              done.complete(null);
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static void drain(InputStream from) {
    try {
      from.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // It was this end that closed.
    }
  }
}
