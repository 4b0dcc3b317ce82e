package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TlsaRecordTest {
  private static final byte[] DATA = {(byte) 0xab, 0x12};

  @Test
  void isEqualByContent() {
    TlsaRecord record = new TlsaRecord(3, 1, 1, DATA);
    assertEquals(record, new TlsaRecord(3, 1, 1, DATA.clone()));
    assertEquals(record.hashCode(), new TlsaRecord(3, 1, 1, DATA.clone()).hashCode());
    assertNotEquals(record, new TlsaRecord(2, 1, 1, DATA));
    assertNotEquals(record, new TlsaRecord(3, 0, 1, DATA));
    assertNotEquals(record, new TlsaRecord(3, 1, 2, DATA));
    assertNotEquals(record, new TlsaRecord(3, 1, 1, new byte[] {1}));
  }

  @Test
  void cannotBeChangedFromOutside() {
    byte[] given = DATA.clone();
    TlsaRecord record = new TlsaRecord(3, 1, 1, given);
    given[0] = 0;
    record.association()[1] = 0;
    assertArrayEquals(DATA, record.association());
  }

  @Test
  void hasThePresentationFormat() {
    assertEquals("3 1 1 ab12", new TlsaRecord(3, 1, 1, DATA).toString());
  }

  @Test
  void keepsUndefinedNumbersAndRefusesThoseAboveAnOctet() {
    assertEquals(255, new TlsaRecord(255, 255, 255, DATA).usage());
    assertThrows(IllegalArgumentException.class, () -> new TlsaRecord(256, 0, 0, DATA));
    assertThrows(IllegalArgumentException.class, () -> new TlsaRecord(0, -1, 0, DATA));
    assertThrows(IllegalArgumentException.class, () -> new TlsaRecord(0, 0, 256, DATA));
  }

  @Test
  void theNumbersHaveTheAcronymsOfRfc7218() {
    assertEquals(
        List.of("0 PKIX-TA", "1 PKIX-EE", "2 DANE-TA", "3 DANE-EE"),
        Stream.of(CertificateUsage.values()).map(one -> one.number() + " " + one).toList());
    assertEquals(
        List.of("0 Cert", "1 SPKI"),
        Stream.of(Selector.values()).map(one -> one.number() + " " + one).toList());
    assertEquals(
        List.of("0 Full", "1 SHA2-256", "2 SHA2-512"),
        Stream.of(MatchingType.values()).map(one -> one.number() + " " + one).toList());
  }

  /** PrivCert(255) and PrivSel(255) are for private use, and have no meaning here. */
  @Test
  void otherNumbersAreUndefined() {
    for (int number : new int[] {-1, 4, 255, 256}) {
      assertEquals(Optional.empty(), CertificateUsage.of(number));
      assertEquals(Optional.empty(), Selector.of(number));
      assertEquals(Optional.empty(), MatchingType.of(number));
    }
    assertEquals(Optional.empty(), Selector.of(2));
    assertEquals(Optional.empty(), MatchingType.of(3));
  }
}
