package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.message.KxAck;

class AwaitedAckTest {
  private static final KxAck ACK = new KxAck(A_TO_B, 1, new byte[KxAck.PROOF_LENGTH]);
  private static final KxAck OTHER = new KxAck(A_TO_B, 2, new byte[KxAck.PROOF_LENGTH]);

  private final AwaitedAck awaited = new AwaitedAck();

  @Test
  void isMetOnce() {
    awaited.set(Optional.of(ACK));
    assertTrue(awaited.isPresent());
    assertTrue(awaited.isMetBy(ACK));
    assertFalse(awaited.isPresent());
    assertFalse(awaited.isMetBy(ACK));
  }

  @Test
  void isNotAwaitedBehindAnother() {
    awaited.set(Optional.of(ACK));
    assertFalse(awaited.isMetBy(OTHER));
    assertFalse(awaited.isMetBy(ACK));
  }
}
