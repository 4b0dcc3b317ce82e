package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;

/**
 * MIT's kinit reaches a KDC only through kxoverd's relay. kinit has no TLS for this, so openssl
 * s_client tunnels it, without a client certificate.
 */
@Timeout(300)
class RelayIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  @Test
  void anOrdinaryClientGetsItsTicketAndNoKey() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    a.kxoverd().common("listen", "relay", "127.0.0.1:" + a.kdc().port());
    lab.start();
    a.kdc().kadmin("addprinc -pw secret carol");

    try (ServerSocket front = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      tunnel(front, a.kxoverd().port());
      assertEquals(0, kinit(lab, front.getLocalPort(), "secret").exitCode(), a.kxoverd().log());
      assertNotEquals(0, kinit(lab, front.getLocalPort(), "wrong").exitCode());
    }

    Process openssl = tls(a.kxoverd().port());
    assertEquals(ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, ask(openssl, new byte[] {0x72, 0}));
    assertEquals(ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, ask(openssl, new byte[] {0x6e, 0}));
    openssl.destroy();

    // Crossovers still work with a relay.
    assertEquals(0, a.user("alice").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
  }

  @Test
  void withoutTheSettingNothingIsRelayed() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE");
    lab.start();
    a.kdc().kadmin("addprinc -pw secret carol");
    try (ServerSocket front = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      tunnel(front, a.kxoverd().port());
      LabCommand.Output refused = kinit(lab, front.getLocalPort(), "secret");
      assertNotEquals(0, refused.exitCode());
      assertTrue(refused.text().contains("Cannot contact any KDC"), refused.text());
    }
  }

  private static LabCommand.Output kinit(Lab lab, int port, String password) throws IOException {
    Path folder = Files.createTempDirectory(lab.folder(), "relayed-");
    Path config = folder.resolve("krb5.conf");
    Files.writeString(
        config,
        """
        [libdefaults]
            udp_preference_limit = 1
            dns_lookup_kdc = false
        [realms]
            A.EXAMPLE = {
                kdc = 127.0.0.1:%d
            }
        """
            .formatted(port));
    return new LabCommand(folder, "kinit", "carol@A.EXAMPLE")
        .env("KRB5_CONFIG", config.toString())
        .env("KRB5CCNAME", "FILE:" + folder.resolve("cache"))
        .input(password + "\n")
        .runToAnyEnd();
  }

  /** Sends a message and returns the error code of the answer. */
  private static int ask(Process openssl, byte[] message) throws Exception {
    DataOutputStream out = new DataOutputStream(openssl.getOutputStream());
    out.writeInt(message.length);
    out.write(message);
    out.flush();
    DataInputStream in = new DataInputStream(openssl.getInputStream());
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    return KrbError.parseFrom(answer).errorCode();
  }

  /** TLS 1.3 to {@code port}, without a certificate. */
  private static Process tls(int port) throws IOException {
    return new ProcessBuilder(
            "openssl", "s_client", "-quiet", "-tls1_3", "-connect", "127.0.0.1:" + port)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void tunnel(ServerSocket front, int port) {
    thread(
        () -> {
          while (true) {
            Socket client = front.accept();
            Process openssl = tls(port);
            thread(() -> copy(client.getInputStream(), openssl.getOutputStream()));
            thread(
                () -> {
                  copy(openssl.getInputStream(), client.getOutputStream());
                  openssl.destroy();
                  client.close();
                });
          }
        });
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] octets = new byte[8192];
    for (int count = from.read(octets); count >= 0; count = from.read(octets)) {
      to.write(octets, 0, count);
      to.flush();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One end closed the connection.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
