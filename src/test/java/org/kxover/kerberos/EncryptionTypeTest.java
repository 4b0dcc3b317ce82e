package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTypeTest {
  @ParameterizedTest
  @CsvSource({
    "17, aes128-cts-hmac-sha1-96",
    "18, aes256-cts-hmac-sha1-96",
    "19, aes128-cts-hmac-sha256-128",
    "20, aes256-cts-hmac-sha384-192"
  })
  void hasItsIanaNumber(int number, String mitName) {
    EncryptionType type = EncryptionType.ofNumber(number).orElseThrow();
    assertEquals(number, type.number());
    assertEquals(mitName, type.mitName());
    assertEquals(mitName, type.toString());
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsName(EncryptionType type) {
    assertEquals(Optional.of(type), EncryptionType.ofMitName(type.mitName()));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -17, 0, 1, 3, 16, 21, 23, 26, Integer.MAX_VALUE})
  void leavesWeakAndUnknownNumbersOut(int number) {
    assertEquals(Optional.empty(), EncryptionType.ofNumber(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "aes256-cts", "AES256-CTS-HMAC-SHA1-96", "arcfour-hmac", "des-cbc-crc"})
  void refusesOtherNames(String name) {
    assertEquals(Optional.empty(), EncryptionType.ofMitName(name));
  }

  @Test
  void areInAscendingOrderOfNumbers() {
    List<Integer> numbers = Stream.of(EncryptionType.values()).map(EncryptionType::number).toList();
    assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
  }
}
