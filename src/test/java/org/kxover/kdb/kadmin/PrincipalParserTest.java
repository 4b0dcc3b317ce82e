package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kerberos.KerberosTime;

/** Output of {@code getprinc} from krb5 1.20.1, and output that it never prints. */
class PrincipalParserTest {

  static String captured(String name) {
    try (InputStream in = PrincipalParserTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void openPrincipal() throws Exception {
    PrincipalEntry entry = PrincipalParser.parse(captured("getprinc-client.txt"));
    assertEquals(
        new PrincipalEntry(
            "krbtgt/B.EXAMPLE@A.EXAMPLE",
            Optional.of(KerberosTime.parse("20270102030405Z")),
            Duration.ofHours(10),
            Duration.ZERO,
            entry.keys(),
            Set.of(),
            Optional.empty()),
        entry);
    assertEquals(
        Map.of(7, List.of("aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96")), entry.keys());
  }

  @Test
  void krb5113PrintsNoneForAPasswordThatNeverExpires() throws Exception {
    String now = captured("getprinc-client.txt");
    String then =
        now.replace("Password expiration date: [never]", "Password expiration date: [none]");
    assertEquals(PrincipalParser.parse(now), PrincipalParser.parse(then));
    String nonsense =
        now.replace("Last failed authentication: [never]", "Last failed authentication: [none]");
    assertThrows(KadminSyntaxException.class, () -> PrincipalParser.parse(nonsense));
  }

  @Test
  void principalOfOthers() throws Exception {
    PrincipalEntry entry = PrincipalParser.parse(captured("getprinc-others.txt"));
    assertEquals(Optional.empty(), entry.expiration());
    assertEquals(3, entry.highestKvno());
    assertEquals(List.of("DEPRECATED:arcfour-hmac:norealm"), entry.keys().get(2));
    assertEquals(
        Set.of("DISALLOW_ALL_TIX", "REQUIRES_PRE_AUTH", "LOCKDOWN_KEYS"), entry.attributes());
    assertEquals(Optional.of("default"), entry.policy());
    assertTrue(entry.isClosed());
  }

  @Test
  void anyTruncationIsRefused() {
    String output = captured("getprinc-client.txt");
    for (int length = 0; length < output.length(); length++) {
      String cut = output.substring(0, length);
      assertThrows(KadminSyntaxException.class, () -> PrincipalParser.parse(cut), cut);
    }
  }

  @Test
  void anyMissingOrDoubledLineIsRefused() {
    List<String> lines = captured("getprinc-client.txt").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var without = new ArrayList<>(lines);
      without.remove(i);
      assertRefused(String.join("\n", without) + "\n");
      var doubled = new ArrayList<>(lines);
      doubled.add(i, lines.get(i));
      assertRefused(String.join("\n", doubled) + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sat Jan 02,Sun Jan 02",
    "Jan 02,Feb 30",
    "03:04:05,25:04:05",
    "UTC 2027,CET 2027",
    "2027,99999",
    "0 days 10,many days 10",
    "0 days 10,9999999 days 10",
    "Number of keys: 2,Number of keys: 1",
    "Number of keys: 2,Number of keys: 3",
    "Number of keys: 2,Number of keys: 999999999",
    "Number of keys: 2,Number of keys: -1",
    "vno 7,vno x",
    "vno 7,vno 99999999999",
    "Attributes:,Attributes:X",
    "Policy: ,Politik: ",
    "Principal: k,Principal: \u0007k",
    "Principal: k,Principal: \u00e9k",
  })
  void hostileFieldIsRefused(String from, String to) {
    String output = captured("getprinc-client.txt");
    assertTrue(output.contains(from));
    assertRefused(output.replaceFirst(Pattern.quote(from), to));
  }

  @Test
  void randomChangesThrowOnlyTheDeclaredException() {
    String output = captured("getprinc-others.txt");
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder noisy = new StringBuilder(output);
      for (int n = random.nextInt(4); n >= 0; n--) {
        noisy.setCharAt(random.nextInt(noisy.length()), (char) random.nextInt(256));
      }
      try {
        PrincipalParser.parse(noisy.toString());
      } catch (KadminSyntaxException e) {
        assertTrue(e.getMessage().length() < 300, e.getMessage());
      }
    }
  }

  private static void assertRefused(String output) {
    assertThrows(KadminSyntaxException.class, () -> PrincipalParser.parse(output), output);
  }
}
