package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.AES_SHA1;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.PASSWORD;
import static org.kxover.kdb.TestKeys.derived;
import static org.kxover.kdb.TestKeys.key;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

class CrossoverKeyTest {
  private static final KadminRequest REQUESTS = new KadminRequest(A);

  private static CrossoverKey valid(byte[] password, Duration keyLife, Duration ticketLife) {
    return new CrossoverKey(
        A_TO_B,
        Role.CLIENT,
        1,
        password,
        AES_SHA1,
        NOW,
        NOW.plus(keyLife),
        ticketLife,
        "kx.b.example:88",
        "x25519",
        OptionalInt.empty());
  }

  @Test
  void closeWipesTheCallersArray() {
    byte[] password = PASSWORD.getBytes(StandardCharsets.US_ASCII);
    CrossoverKey key = valid(password, Duration.ofDays(1), Duration.ofHours(1));
    assertEquals(PASSWORD, new String(key.password(), StandardCharsets.US_ASCII));
    assertFalse(key.toString().contains(PASSWORD));
    key.close();
    assertArrayEquals(new byte[64], password);
    assertThrows(IllegalStateException.class, key::password);
  }

  @Test
  void closeWipesKeysWithoutAPassword() {
    CrossoverKey key = derived(A_TO_B, Role.CLIENT, 1, 1);
    EncryptionKey first = key.keys().get(0);
    assertEquals(AES_SHA1, key.etypes());
    assertFalse(key.isPassword());
    assertThrows(IllegalStateException.class, key::password);
    key.close();
    assertArrayEquals(new byte[16], first.octets());
    assertThrows(IllegalStateException.class, key::keys);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 32768, 65536})
  void kvnoOutOfRange(int kvno) {
    assertThrows(IllegalArgumentException.class, () -> key(A_TO_B, Role.CLIENT, kvno));
    assertEquals(32767, key(A_TO_B, Role.CLIENT, 32767).kvno());
  }

  /** Each character would end the line, leave a quotation, or is not base64url. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", " ", "\"", "\\", "+", "/", "=", "\u0000"})
  void passwordIsBase64Url(String character) {
    String password = "A".repeat(40) + character;
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> key(A_TO_B, Role.CLIENT, 1, password));
    assertFalse(e.getMessage().contains("AAAA"));
    assertThrows(IllegalArgumentException.class, () -> key(A_TO_B, Role.CLIENT, 1, "A".repeat(31)));
    assertThrows(
        IllegalArgumentException.class, () -> key(A_TO_B, Role.CLIENT, 1, "A".repeat(129)));
    assertEquals(32, key(A_TO_B, Role.CLIENT, 1, "A".repeat(32)).password().length);
  }

  @Test
  void ticketLifeFitsTheKeyLife() {
    byte[] password = PASSWORD.getBytes(StandardCharsets.US_ASCII);
    Duration day = Duration.ofDays(1);
    assertEquals(day, valid(password, day, day).maxTicketLife());
    for (Duration life :
        List.of(
            day.plusSeconds(1), Duration.ZERO, Duration.ofSeconds(-5), Duration.ofMillis(1500))) {
      assertThrows(IllegalArgumentException.class, () -> valid(password, day, life));
    }
    assertThrows(
        IllegalArgumentException.class, () -> valid(password, Duration.ofDays(36_500), day));
  }

  @Test
  void namesThatAreNoCrossover() {
    for (PrincipalName name :
        List.of(
            PrincipalName.ticketGrantingService(A),
            PrincipalName.crossover(new Realm("a.example"), A),
            new PrincipalName(A, 2, List.of("HTTP", "B.EXAMPLE")),
            new PrincipalName(A, 2, List.of("krbtgt", "B.EXAMPLE", "x")),
            new PrincipalName(A, 2, List.of("krbtgt", "B.EXAMPLE delprinc")),
            new PrincipalName(A, 2, List.of("krbtgt", "B\"EXAMPLE")),
            new PrincipalName(A, 2, List.of("krbtgt", "-B.EXAMPLE")))) {
      assertThrows(IllegalArgumentException.class, () -> key(name, Role.CLIENT, 1));
      assertThrows(IllegalArgumentException.class, () -> REQUESTS.getPrincipal(name));
    }
  }

  @Test
  void requestsCarryNoPassword() {
    CrossoverKey key = key(A_TO_B, Role.CLIENT, 7);
    for (String request :
        List.of(
            REQUESTS.addHalfMade(key), REQUESTS.changePassword(key, true), REQUESTS.open(key))) {
      assertFalse(request.contains(PASSWORD));
      assertTrue(request.endsWith(" krbtgt/B.EXAMPLE@A.EXAMPLE"), request);
    }
    assertEquals(
        "change_password -keepold -e aes256-cts-hmac-sha1-96:normal,aes128-cts-hmac-sha1-96:normal"
            + " krbtgt/B.EXAMPLE@A.EXAMPLE",
        REQUESTS.changePassword(key, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a\nb", "a\rb", "a\tb", "a\\b", "a;b", "\u00e9", "\u0000"})
  void attributeValuesStayWithinTheirQuotes(String value) {
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.setString(A_TO_B, "kxover", value));
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.setString(A_TO_B, value, "x"));
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.deleteString(A_TO_B, "-x"));
    assertEquals(
        "set_string krbtgt/B.EXAMPLE@A.EXAMPLE kxover \"1 role=client\"",
        REQUESTS.setString(A_TO_B, "kxover", "1 role=client"));
  }
}
