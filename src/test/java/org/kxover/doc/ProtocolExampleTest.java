package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA256_128;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsHash;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.exchange.AgreeableResponder;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.DerivedKeys;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.Reply;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.exchange.Terms;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxReq;

/**
 * Recomputes the worked example of doc/PROTOCOL.md with an initiator and a responder. Independent
 * code has computed the octets in the document.
 */
class ProtocolExampleTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Instant ASKED = Instant.parse("2026-11-23T14:00:00Z");

  private static final Instant ASKED_NEXT = Instant.parse("2026-12-20T14:00:00Z");

  private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
  private final Document document;

  ProtocolExampleTest() throws Exception {
    document = Document.read("PROTOCOL.md");
  }

  private static Terms terms(Realm realm) {
    List<EncryptionType> types =
        List.of(
            AES256_CTS_HMAC_SHA384_192,
            AES128_CTS_HMAC_SHA256_128,
            AES256_CTS_HMAC_SHA1_96,
            AES128_CTS_HMAC_SHA1_96);
    Duration minute = Duration.ofMinutes(1);
    return new Terms(realm, types, Duration.ofDays(30), minute, minute.multipliedBy(5));
  }

  /** Gives salts of ascending octets, as in the example. */
  private static SecureRandom ascendingFrom(int first) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] octets) {
        for (int i = 0; i < octets.length; i++) {
          octets[i] = (byte) (first + i);
        }
      }
    };
  }

  /** One end of the example's session. It reads the message of the other end from the document. */
  private final class ExampleSession implements Session {
    private final Deque<byte[]> incoming = new ArrayDeque<>();
    private byte[] sent;

    ExampleSession(String reads) {
      incoming.add(document.octets(reads));
    }

    @Override
    public byte[] readMessage() {
      return incoming.remove();
    }

    @Override
    public void writeMessage(byte[] message) {
      sent = message;
    }

    @Override
    public List<byte[]> peerChain() {
      // The exchange only requires a certificate, and does not verify it.
      return List.of(new byte[0]);
    }

    @Override
    public byte[] exportSecret(byte[] context, int length) {
      assertEquals(48, length);
      if (Arrays.equals(ascii("prior-key"), context)) {
        return document.octets("prior-key-salt");
      }
      if (Arrays.equals(document.octets("next-key-info"), context)) {
        return document.octets("next-exported");
      }
      if (Arrays.equals(document.octets("derived-key-info"), context)) {
        return document.octets("derived-exported");
      }
      assertArrayEquals(document.octets("key-info"), context);
      return document.octets("secret");
    }

    @Override
    public String namedGroup() {
      return "X25519MLKEM768";
    }

    @Override
    public Duration timeToAnswer() {
      return Duration.ofSeconds(10);
    }

    @Override
    public String peerName() {
      return "192.0.2.1:4088";
    }
  }

  private void assertExample(Agreement agreement) {
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE", agreement.crossover().toString());
    assertEquals(7, agreement.kvno());
    assertEquals(
        document.beside("password"),
        new String(agreement.password().ascii(), StandardCharsets.US_ASCII));
    assertArrayEquals(
        document.octets("kx-ack"), agreement.acknowledgement().orElseThrow().encoded());
  }

  @Test
  void theInitiator() throws Exception {
    ExampleSession session = new ExampleSession("kx-rep");
    assertExample(
        new Initiator(terms(A), InstantSource.fixed(ASKED), ascendingFrom(0))
            .run(session, B, 3, Optional.empty()));
    assertArrayEquals(document.octets("kx-req"), session.sent);
  }

  @Test
  void theResponder() throws Exception {
    ExampleSession session = new ExampleSession("kx-req");
    InstantSource clock = InstantSource.fixed(ASKED.plusSeconds(1));
    assertExample(
        new AgreeableResponder(terms(B), clock, ascendingFrom(0x80))
            .decides(7)
            .answer(session, session.readMessage()));
    assertArrayEquals(document.octets("kx-rep"), session.sent);
  }

  /** The key of the first example, which is the prior key of the second. */
  private PriorKey prior() {
    String hex = document.beside("etype 20, aes256-cts-hmac-sha384-192");
    byte[] octets = HexFormat.of().parseHex(hex);
    return new PriorKey(7, new EncryptionKey(AES256_CTS_HMAC_SHA384_192, octets));
  }

  private void assertNextExample(Agreement agreement) {
    assertEquals(8, agreement.kvno());
    assertEquals(OptionalInt.of(7), agreement.priorKvno());
    assertTrue(agreement.acknowledgement().isPresent());
    assertArrayEquals(ascii(document.beside("next password")), agreement.password().ascii());
    assertEquals(
        document.beside("next password"),
        Base64.getUrlEncoder().encodeToString(document.octets("next-secret")));
  }

  @Test
  void theInitiatorOfTheNextKey() throws Exception {
    ExampleSession session = new ExampleSession("next-kx-rep");
    assertNextExample(
        new Initiator(terms(A), InstantSource.fixed(ASKED_NEXT), ascendingFrom(0x20))
            .run(session, B, 8, Optional.of(prior())));
    assertArrayEquals(document.octets("next-kx-req"), session.sent);
  }

  @Test
  void theResponderOfTheNextKey() throws Exception {
    ExampleSession session = new ExampleSession("next-kx-req");
    InstantSource clock = InstantSource.fixed(ASKED_NEXT.plusSeconds(1));
    Responder responder = new Responder(terms(B), clock, ascendingFrom(0xa0));
    Proposal proposal = responder.validate(session, KxReq.parseFrom(session.readMessage()));
    assertEquals(7, proposal.prior().orElseThrow().kvno());
    assertEquals(AES256_CTS_HMAC_SHA384_192, proposal.prior().orElseThrow().type());
    Reply reply = responder.reply(session, proposal, 8, Optional.of(prior()));
    assertNextExample(reply.agreement());
    reply.sendTo(session);
    assertArrayEquals(document.octets("next-kx-rep"), session.sent);
  }

  private void assertDerivedExample(Agreement agreement) {
    assertEquals(8, agreement.kvno());
    assertEquals(OptionalInt.of(7), agreement.priorKvno());
    for (EncryptionKey key : ((DerivedKeys) agreement.material()).copies()) {
      EncryptionType type = key.type();
      assertEquals(
          document.beside("derived, etype " + type.number() + ", " + type.mitName()),
          HexFormat.of().formatHex(key.octets()));
    }
    assertEquals(4, agreement.encryptionTypes().size());
  }

  @Test
  void theInitiatorOfTheDerivedKeys() throws Exception {
    ExampleSession session = new ExampleSession("derived-kx-rep");
    assertDerivedExample(
        new Initiator(terms(A), InstantSource.fixed(ASKED_NEXT), ascendingFrom(0x20))
            .run(session, B, 8, Optional.of(prior()), true));
    assertArrayEquals(document.octets("derived-kx-req"), session.sent);
  }

  @Test
  void theResponderOfTheDerivedKeys() throws Exception {
    ExampleSession session = new ExampleSession("derived-kx-req");
    InstantSource clock = InstantSource.fixed(ASKED_NEXT.plusSeconds(1));
    assertDerivedExample(
        new AgreeableResponder(terms(B), clock, ascendingFrom(0xa0))
            .mixes(Optional.of(prior()))
            .takesKeys()
            .answer(session, session.readMessage()));
    assertArrayEquals(document.octets("derived-kx-rep"), session.sent);
  }

  @Test
  void theExportedSecretsForTheNextKey() throws Exception {
    TlsSecret first = crypto.createSecret(document.octets("label-secret"));
    assertArrayEquals(
        document.octets("prior-key-salt"), expand(first, "exporter", ascii("prior-key")));
    assertArrayEquals(
        document.octets("next-exported"),
        expand(first, "exporter", document.octets("next-key-info")));
    assertArrayEquals(
        document.octets("derived-exported"),
        expand(first, "exporter", document.octets("derived-key-info")));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The two stages of the TLS exporter, computed with Bouncy Castle. */
  @Test
  void theSecret() throws Exception {
    String label = document.text().replaceAll("(?s).*TLS-Exporter\\(\"([^\"]*)\".*", "$1");
    TlsSecret master = crypto.createSecret(document.octets("exporter-master-secret"));
    byte[] first = expand(master, label, new byte[0]);
    assertArrayEquals(document.octets("label-secret"), first);
    byte[] second = expand(crypto.createSecret(first), "exporter", document.octets("key-info"));
    assertArrayEquals(document.octets("secret"), second);
  }

  private byte[] expand(TlsSecret secret, String label, byte[] context) throws Exception {
    int sha384 = CryptoHashAlgorithm.sha384;
    TlsHash hash = crypto.createHash(sha384);
    hash.update(context, 0, context.length);
    return TlsCryptoUtils.hkdfExpandLabel(secret, sha384, label, hash.calculateHash(), 48)
        .extract();
  }

  /**
   * Computed with Java's string-to-key, and not with the one that the document's octets come from.
   */
  @ParameterizedTest
  @EnumSource
  void theKeys(EncryptionType type) {
    KerberosPrincipal principal = new KerberosPrincipal("krbtgt/B.EXAMPLE@A.EXAMPLE");
    char[] password = document.beside("password").toCharArray();
    KerberosKey key = new KerberosKey(principal, password, type.mitName());
    assertEquals(type.number(), key.getKeyType());
    assertEquals(
        document.beside("etype " + type.number() + ", " + type.mitName()),
        HexFormat.of().formatHex(key.getEncoded()));
  }
}
