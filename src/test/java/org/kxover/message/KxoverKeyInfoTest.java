package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class KxoverKeyInfoTest {
  private static final byte[] SALT = new byte[16];
  private static final byte[] OTHER_SALT = new byte[17];
  private static final KxoverKeyInfo INFO = Samples.keyInfo(SALT, OTHER_SALT, 1, List.of());

  @Test
  void bothSidesWriteTheSameOctets() throws Exception {
    assertArrayEquals(INFO.encoded(), Samples.keyInfo(SALT, OTHER_SALT, 1, List.of()).encoded());
    assertEquals(INFO, KxoverKeyInfo.parseFrom(INFO.encoded()));
  }

  @Test
  void everythingIsBoundToTheKey() {
    assertNotEquals(INFO, Samples.keyInfo(OTHER_SALT, SALT, 1, List.of()));
    assertNotEquals(INFO, Samples.keyInfo(SALT, OTHER_SALT, 2, List.of()));
    KxExtension extension = new KxExtension("1.2.3", false, new byte[0]);
    KxExtension critical = new KxExtension("1.2.3", true, new byte[0]);
    assertNotEquals(INFO, Samples.keyInfo(SALT, OTHER_SALT, 1, List.of(extension)));
    assertNotEquals(
        Samples.keyInfo(SALT, OTHER_SALT, 1, List.of(critical)),
        Samples.keyInfo(SALT, OTHER_SALT, 1, List.of(extension)));
  }

  @Test
  void limitsItsFields() {
    refuses("req-salt: not 16 to 64 octets", () -> info(new byte[15], SALT, 1));
    refuses("rep-salt: not 16 to 64 octets", () -> info(SALT, new byte[65], 1));
    refuses("kvno: not a UInt32", () -> info(SALT, SALT, 1L << 32));
    refuses("kvno: not a UInt32", () -> info(SALT, SALT, -1));
  }

  @Test
  void copiesItsSalts() {
    byte[] salt = new byte[16];
    KxoverKeyInfo info = info(salt, salt, 1);
    byte[] before = info.encoded();
    salt[0] = 1;
    info.reqSalt()[0] = 1;
    info.repSalt()[0] = 1;
    assertArrayEquals(before, info.encoded());
  }

  @Test
  void summaryHasNoSalts() {
    assertEquals(
        "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 from 20261123140000Z till 20261223140000Z"
            + " between krbtgt/A.EXAMPLE@A.EXAMPLE and krbtgt/B.EXAMPLE@B.EXAMPLE",
        INFO.toString());
  }

  private static KxoverKeyInfo info(byte[] reqSalt, byte[] repSalt, long kvno) {
    return Samples.keyInfo(reqSalt, repSalt, kvno, List.of());
  }

  private static void refuses(String text, Executable construction) {
    assertEquals(text, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }
}
