package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.PrincipalName;

class MessageTypeTest {
  @Test
  void isFoundByTheFirstOctet() {
    KxOffer offer = Samples.offerWithKvno(1);
    assertEquals(MessageType.KX_REQ, MessageType.of(new KxReq(offer).encoded()));
    assertEquals(MessageType.KX_REP, MessageType.of(new KxRep(offer).encoded()));
    PrincipalName name = PrincipalName.crossover(Samples.B, Samples.A);
    assertEquals(MessageType.KX_ACK, MessageType.of(new KxAck(name, 1, new byte[48]).encoded()));
    assertEquals(
        MessageType.KRB_ERROR,
        MessageType.of(new KrbError(60, "", Samples.NOW, Samples.A).encoded()));
  }

  @Test
  void otherFirstOctetsAreOther() {
    Set<Integer> ours = new TreeSet<>();
    for (int octet = 0; octet < 256; octet++) {
      if (MessageType.of(new byte[] {(byte) octet}) != MessageType.OTHER) {
        ours.add(octet);
      }
    }
    assertEquals(Set.of(0x72, 0x73, 0x77, 0x7e), ours);
    assertEquals(MessageType.OTHER, MessageType.of(new byte[0]));
  }
}
