package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;

class DerTest {
  @Test
  void readsMessagesUpToTheLimit() throws Exception {
    byte[] largest = Der.write(new DEROctetString(new byte[Der.MAX_MESSAGE - 4]));
    assertEquals(Der.MAX_MESSAGE, largest.length);
    assertEquals(Der.MAX_MESSAGE - 4, Der.read("X", largest).octets().length);

    byte[] larger = Der.write(new DEROctetString(new byte[Der.MAX_MESSAGE - 3]));
    refuses("X: longer than 65536 octets", larger);
  }

  @Test
  void looksAtTheSizeBeforeAnythingElse() {
    refuses("X: longer than 65536 octets", new byte[1 << 20]);
    refuses("X: empty", new byte[0]);
  }

  @Test
  void errorNamesTheOctet() throws Exception {
    byte[] der = {0x04, 0x01, 0x55};
    assertArrayEquals(new byte[] {0x55}, Der.read("X", der).octets());
    refuses("X: not DER at octet 1", new byte[] {0x04, (byte) 0x81, 0x01, 0x55});
    refuses("X: not ASN.1: ", Arrays.copyOf(der, 4));
    refuses("X: not ASN.1: ", Arrays.copyOf(der, 2));
  }

  private static void refuses(String text, byte[] der) {
    String refusal = assertThrows(MessageException.class, () -> Der.read("X", der)).getMessage();
    assertEquals(text, refusal.substring(0, Math.min(text.length(), refusal.length())));
  }
}
