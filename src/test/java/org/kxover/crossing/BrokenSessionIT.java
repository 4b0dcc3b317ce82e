package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;

/**
 * A peer with valid DNS records and a valid certificate breaks TLS or the framing inside TLS. It
 * uses another TLS stack, because ours cannot send such data. The last test shows that this stack
 * itself is not the reason for the refusals.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class BrokenSessionIT {
  private Lab lab;
  private LabPeer mallory;
  private AttackedRealm victim;

  /** The TLS version and the answer of the peer when it is the server. */
  private volatile String version;

  private volatile byte[] answer;

  @BeforeAll
  void meet() throws Exception {
    lab = new Lab();
    mallory = lab.peer("M.EXAMPLE");
    mallory.serves(
        socket -> {
          try (SSLSocket tls = new ForeignTls(mallory.identity().leaf(), version).accept(socket)) {
            readMessage(tls.getInputStream());
            tls.getOutputStream().write(answer);
          }
        });
    LabRealm a = lab.realm("A.EXAMPLE");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
  }

  @AfterAll
  void part() throws Exception {
    lab.close();
  }

  private static byte[] readMessage(InputStream in) throws IOException {
    return in.readNBytes(ByteBuffer.wrap(in.readNBytes(4)).getInt());
  }

  private static void writeMessage(OutputStream out, byte[] message) throws IOException {
    out.write(ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array());
    out.flush();
  }

  /** A meaningless message in a valid frame: it is read, and refused for its content. */
  private static final String WELL_FRAMED = "00000002" + "0500";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "7fffffff, message of 2147483647 octets is not between 1 and 65536",
    "00010001, message of 65537 octets is not between 1 and 65536",
    "00000000, message of 0 octets is not between 1 and 65536",
    "80000001, message length 80000001 has its high bit set",
    "ffffffff, message length ffffffff has its high bit set",
    "000000, the peer ended the TLS session in the middle of the message",
    "00000064" + "7262, the peer ended the TLS session in the middle of the message",
    "'', the peer ended the TLS session"
  })
  void brokenFrames(String octets, String says) throws Exception {
    version = "TLSv1.3";
    answer = HexFormat.of().parseHex(octets);
    victim.doesNotCrossTo(mallory.host(), "failed, TLS failed: kx.m.example", says);
    answer = HexFormat.of().parseHex(WELL_FRAMED);
    victim.doesNotCrossTo(mallory.host(), "failed, protocol error: kx.m.example", "KX-REP");

    victim.refuses(() -> sends(octets), "session with 127.0.0.1", says);
    victim.refuses(() -> sends(WELL_FRAMED), "refused ", "KX-REQ: not [APPLICATION 18]");
  }

  private void sends(String octets) throws Exception {
    try (SSLSocket tls =
        new ForeignTls(mallory.identity().leaf(), "TLSv1.3").connect(victim.realm())) {
      tls.getOutputStream().write(HexFormat.of().parseHex(octets));
      tls.shutdownOutput();
      tls.getInputStream().readAllBytes();
    }
  }

  @Test
  void anOldVersionOfTls() throws Exception {
    answer = HexFormat.of().parseHex(WELL_FRAMED);
    version = "TLSv1.2";
    victim.doesNotCrossTo(
        mallory.host(), "failed, TLS failed: kx.m.example", "protocol_version(70)");
    version = "TLSv1.3";
    victim.doesNotCrossTo(mallory.host(), "failed, protocol error: kx.m.example", "KX-REP");

    victim.refuses(
        () -> new ForeignTls(mallory.identity().leaf(), "TLSv1.2").connect(victim.realm()).close(),
        "no session with 127.0.0.1",
        "protocol_version(70)");
    victim.refuses(() -> sends(WELL_FRAMED), "refused ", "KX-REQ: not [APPLICATION 18]");
  }

  /** A valid request over this TLS stack is answered. */
  @Test
  void theSameStackWithAGoodRequestHasItsKey() throws Exception {
    byte[][] request = new byte[1][];
    mallory
        .asksInOctets(
            victim.realm(),
            message -> {
              request[0] = message;
              return message;
            })
        .close();
    victim.realm().kdc().kadmin("delprinc -force krbtgt/A.EXAMPLE@M.EXAMPLE");
    try (SSLSocket tls =
        new ForeignTls(mallory.identity().leaf(), "TLSv1.3").connect(victim.realm())) {
      writeMessage(tls.getOutputStream(), request[0]);
      assertEquals(0x73, readMessage(tls.getInputStream())[0]);
    }
    assertEquals(2, victim.realm().crossover("A.EXAMPLE", "M.EXAMPLE").keys().size());
    victim.realm().kdc().kadmin("delprinc -force krbtgt/A.EXAMPLE@M.EXAMPLE");
  }
}
