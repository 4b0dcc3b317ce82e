package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxOffer;
import org.kxover.message.KxReq;

/** A peer that asks, and does not stay for the answer. */
class LostPeerTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final SessionPair pair = new SessionPair(1);
  private final Responder responder =
      new Responder(
          new Terms(
              B,
              List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
              Duration.ofDays(7),
              Duration.ofMinutes(1),
              Duration.ofMinutes(5)),
          InstantSource.fixed(NOW),
          new SecureRandom());

  private static byte[] request() {
    KerberosTime now = new KerberosTime(NOW);
    return new KxReq(
            new KxOffer(
                now,
                new byte[32],
                PrincipalName.crossover(B, A),
                1,
                List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96.number()),
                now,
                now.plus(Duration.ofDays(7)),
                OptionalLong.empty(),
                PrincipalName.ticketGrantingService(A),
                List.of()))
        .encoded();
  }

  @Test
  void aRefusalIsKnownToUsAllTheSame() {
    RefusedException refusal = new RefusedException(ErrorCode.KDC_ERR_POLICY, "no");
    Responder.Authority refuses =
        (proposal, maker) -> {
          throw refusal;
        };
    pair.server.losePeer();
    assertSame(
        refusal,
        assertThrows(
            RefusedException.class, () -> responder.answer(pair.server, request(), refuses)));
  }

  @Test
  void aDefectIsKnownToUsAllTheSame() {
    IllegalStateException defect = new IllegalStateException("ours");
    Responder.Authority fails =
        (proposal, maker) -> {
          throw defect;
        };
    pair.server.losePeer();
    assertSame(
        defect,
        assertThrows(
            IllegalStateException.class, () -> responder.answer(pair.server, request(), fails)));
  }

  @Test
  void theKeyThatItDoesNotHearOfIsWiped() throws Exception {
    Agreement[] made = new Agreement[1];
    Responder.Authority writes = (proposal, maker) -> made[0] = maker.make(1);
    try (Agreement heard = responder.answer(pair.server, request(), writes)) {
      assertEquals(1, heard.kvno());
    }
    pair.server.losePeer();
    assertThrows(EOFException.class, () -> responder.answer(pair.server, request(), writes));
    assertArrayEquals(new byte[64], made[0].password().ascii());
  }
}
