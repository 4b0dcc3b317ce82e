package org.kxover.guard;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.kxover.crypto.TicketCipher;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.message.MessageException;
import org.kxover.message.SealedPart;
import org.kxover.message.TicketReply;
import org.kxover.message.TicketRequest;

/** One request for a ticket, under a crossover ticket that was made for it. */
final class ProbeRequest implements AutoCloseable {
  /** Key usages of RFC 4120 section 7.5.1. */
  private static final int TICKET_USAGE = 2;

  private static final int BODY_CHECKSUM_USAGE = 6;
  private static final int AUTHENTICATOR_USAGE = 7;
  private static final int REPLY_USAGE = 8;

  /** A KDC refuses a ticket that begins in its future. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private static final Duration LIFE = Duration.ofMinutes(3);

  private final byte[] encoded;
  private final EncryptionKey session;
  private final int nonce;

  ProbeRequest(ProbeKey key, PrincipalName service, Instant now, SecureRandom random) {
    EncryptionType type = key.key().type();
    TicketCipher cipher = TicketCipher.of(type);
    byte[] sessionKey = new byte[type.keyLength()];
    random.nextBytes(sessionKey);
    session = new EncryptionKey(type, sessionKey);
    nonce = random.nextInt() >>> 1;
    KerberosTime till = new KerberosTime(now.plus(LIFE));
    // The KDC chooses a session key of a type that the service has, too.
    List<EncryptionType> types = EncryptionType.strongestFirst(List.of(EncryptionType.values()));
    byte[] longTerm = key.key().octets();
    byte[] body = TicketRequest.body(service, till, nonce, types);
    byte[] checksum = cipher.checksum(sessionKey, BODY_CHECKSUM_USAGE, body);
    byte[] part =
        TicketRequest.ticketPart(
            session, ProbeNames.CLIENT, new KerberosTime(now.minus(CLOCK_SKEW)), till);
    byte[] authenticator =
        TicketRequest.authenticator(ProbeNames.CLIENT, cipher.checksumType(), checksum, now);
    encoded =
        TicketRequest.encoded(
            ProbeNames.crossover(service.realm()),
            new SealedPart(
                type,
                OptionalInt.of(key.kvno()),
                cipher.encrypt(longTerm, TICKET_USAGE, part, random)),
            new SealedPart(
                type,
                OptionalInt.empty(),
                cipher.encrypt(sessionKey, AUTHENTICATOR_USAGE, authenticator, random)),
            service,
            till,
            nonce,
            types);
    Arrays.fill(longTerm, (byte) 0);
    Arrays.fill(part, (byte) 0);
  }

  byte[] encoded() {
    return encoded;
  }

  /**
   * Checks that {@code reply} grants this request. Only a KDC that could read our ticket knows the
   * session key.
   *
   * @throws MessageException if it is no valid reply
   * @throws GeneralSecurityException if it is not the reply to this request
   */
  void requireGranted(byte[] reply) throws MessageException, GeneralSecurityException {
    SealedPart sealed = TicketReply.parseFrom(reply).sealed();
    if (sealed.type() != session.type()) {
      throw new GeneralSecurityException("it is not under the session key");
    }
    byte[] sessionKey = session.octets();
    try {
      byte[] part =
          TicketCipher.of(session.type()).decrypt(sessionKey, REPLY_USAGE, sealed.cipher());
      if (TicketReply.nonce(part) != nonce) {
        throw new GeneralSecurityException("it answers another request");
      }
    } finally {
      Arrays.fill(sessionKey, (byte) 0);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
