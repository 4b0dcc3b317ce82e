package org.kxover.load;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.exchange.ExchangeException;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.Session;
import org.kxover.exchange.Terms;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/** Makes key requests as an honest daemon sends them, also for realms that do not exist. */
final class KxRequests {
  private static final Duration LIFETIME = Duration.ofDays(30);

  private KxRequests() {}

  /** The octets of a KX-REQ (DER). */
  static byte[] of(Realm client, Realm service) {
    Terms terms =
        new Terms(
            client,
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            LIFETIME,
            Duration.ZERO,
            LIFETIME);
    RecordingSession session = new RecordingSession();
    try {
      new Initiator(terms, InstantSource.system(), new SecureRandom())
          .run(session, service, 1, Optional.empty());
    } catch (IOException e) {
      return session.message;
    } catch (PeerRefusedException | ExchangeException e) {
      throw new IllegalStateException("an answer without a peer", e);
    }
    throw new IllegalStateException("an answer without a peer");
  }

  /** Keeps the message that is written, and fails when an answer is read. */
  private static final class RecordingSession implements Session {
    private byte[] message;

    @Override
    public byte[] readMessage() throws IOException {
      throw new IOException("no peer");
    }

    @Override
    public void writeMessage(byte[] octets) {
      message = octets.clone();
    }

    @Override
    public List<byte[]> peerChain() {
      return List.of();
    }

    @Override
    public byte[] exportSecret(byte[] context, int length) {
      return new byte[length];
    }

    @Override
    public String namedGroup() {
      return "x25519";
    }

    @Override
    public Duration timeToAnswer() {
      return LIFETIME;
    }

    @Override
    public String peerName() {
      return "nobody";
    }
  }
}
