package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

class KeytabTest {
  /** As kadmin.local of krb5 1.20.1 writes it: two kvnos, the newer first, two types each. */
  private static final String WRITTEN =
      """
      0502
      000000490002 0009 412e4558414d504c45 0006 6b7262746774 0001 42 00000002 6b06b2e0 06
      0012 0020 bc7bfa67e1cf7b478f6a2582dda36fbb0b92996b097aa38e568177cecfbc3b63 00000006
      000000390002 0009 412e4558414d504c45 0006 6b7262746774 0001 42 00000002 6b06b2e0 06
      0011 0010 d5e5cfdf4f9be5b624c2d40f19676736 00000006
      000000490002 0009 412e4558414d504c45 0006 6b7262746774 0001 42 00000002 6b06b2e0 05
      0012 0020 aeb756db013874cf0853c51299102b025990ba268d1eb4f29498ad20dcb960bd 00000005
      000000390002 0009 412e4558414d504c45 0006 6b7262746774 0001 42 00000002 6b06b2e0 05
      0011 0010 2361859aaa2de72aa33e33a55d8f4ac7 00000005
      """;

  private static final PrincipalName NAME =
      new PrincipalName(new Realm("A.EXAMPLE"), 2, List.of("krbtgt", "B"));

  private static byte[] written() {
    return HexFormat.of().parseHex(WRITTEN.replaceAll("\\s", ""));
  }

  private static String hex(Optional<EncryptionKey> key) {
    return HexFormat.of().formatHex(key.orElseThrow().octets());
  }

  @Test
  void theKeyOfAKvnoAndType() throws Exception {
    byte[] octets = written();
    try (Keytab keytab = Keytab.parse(octets, NAME)) {
      assertEquals("2361859aaa2de72aa33e33a55d8f4ac7", hex(keytab.key(5, AES128_CTS_HMAC_SHA1_96)));
      assertTrue(hex(keytab.key(5, AES256_CTS_HMAC_SHA1_96)).startsWith("aeb756db"));
      assertTrue(hex(keytab.key(6, AES256_CTS_HMAC_SHA1_96)).startsWith("bc7bfa67"));
      assertEquals(Optional.empty(), keytab.key(7, AES256_CTS_HMAC_SHA1_96));
    }
    assertArrayEquals(new byte[octets.length], octets, "wiped");
  }

  @Test
  void aTruncatedKeytabIsRefusedOrLacksWholeEntries() throws Exception {
    byte[] all = written();
    int entries = 0;
    for (int length = 0; length < all.length; length++) {
      byte[] cut = Arrays.copyOf(all, length);
      try (Keytab keytab = Keytab.parse(cut, NAME)) {
        assertEquals(Optional.empty(), keytab.key(5, AES128_CTS_HMAC_SHA1_96));
        entries++;
      } catch (KadminSyntaxException e) {
        assertArrayEquals(new byte[length], cut, "wiped");
      }
    }
    assertEquals(4, entries, "none, one, two or three of four");
  }

  /** Whatever octet is changed, only {@link KadminSyntaxException} is thrown. */
  @Test
  void aChangedOctetThrowsOnlyTheDeclaredException() {
    for (int at = 0; at < written().length; at++) {
      for (int octet : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] changed = written();
        changed[at] = (byte) octet;
        try (Keytab keytab = Keytab.parse(changed, NAME)) {
          keytab.key(5, AES128_CTS_HMAC_SHA1_96);
        } catch (KadminSyntaxException e) {
          assertFalse(e.getMessage().isEmpty());
        }
      }
    }
  }

  @Test
  void aKeytabOfAnotherPrincipalIsRefused() {
    assertRefused(written(), A_TO_B, "of another principal");
  }

  private static void assertRefused(byte[] octets, PrincipalName name, String words) {
    KadminSyntaxException e =
        assertThrows(
            KadminSyntaxException.class,
            () -> {
              try (Keytab keytab = Keytab.parse(octets, name)) {
                keytab.key(6, AES256_CTS_HMAC_SHA1_96);
              }
            });
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  private static byte[] keytab(byte[]... entries) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(octets);
    out.writeShort(0x0502);
    for (byte[] entry : entries) {
      out.writeInt(entry.length);
      out.write(entry);
    }
    return octets.toByteArray();
  }

  private static byte[] entry(int low, int type, int length, int... behind) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(octets);
    out.writeShort(2);
    for (String text : List.of("A.EXAMPLE", "krbtgt", "B")) {
      out.writeUTF(text);
    }
    out.writeInt(2);
    out.writeInt(0);
    out.writeByte(low);
    out.writeShort(type);
    out.writeShort(length);
    out.write(new byte[length]);
    for (int number : behind) {
      out.writeInt(number);
    }
    return octets.toByteArray();
  }

  @Test
  void aMalformedKeytabIsRefused() throws Exception {
    Keytab.parse(keytab(entry(6, 18, 32, 6)), NAME).close();
    Keytab.parse(keytab(entry(0, 18, 32, 256)), NAME).close();
    assertRefused(keytab(entry(6, 18, 32)), NAME, "ends within an entry");
    assertRefused(keytab(entry(6, 18, 32, 7)), NAME, "an invalid kvno");
    assertRefused(keytab(entry(0, 18, 32, 0)), NAME, "an invalid kvno");
    assertRefused(keytab(entry(255, 18, 32, -1)), NAME, "an invalid kvno");
    assertRefused(keytab(entry(6, 18, 32, 6, 6)), NAME, "an invalid kvno");
    assertRefused(keytab(entry(6, 18, 16, 6)), NAME, "a wrong length for aes256");
    // krb5 before 1.14 writes the keys of all kvnos under the highest kvno.
    assertRefused(keytab(entry(6, 18, 32, 6), entry(6, 18, 32, 6)), NAME, "several keys of kvno 6");
    byte[] hole = keytab(entry(6, 18, 32, 6));
    hole[2] = (byte) 0xff;
    assertRefused(hole, NAME, "an entry of a wrong size");
    byte[] version = keytab(entry(6, 18, 32, 6));
    version[1] = 1;
    assertRefused(version, NAME, "of another version");
  }
}
