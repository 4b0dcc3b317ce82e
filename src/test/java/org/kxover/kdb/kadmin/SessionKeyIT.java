package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA256_128;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.TestKeys;
import org.kxover.kdb.principal.StringAttributes;
import org.kxover.kerberos.EncryptionType;

/**
 * The encryption types of the session key and the ticket that a real KDC issues under a crossover
 * key.
 */
class SessionKeyIT {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";
  private static final List<EncryptionType> AES_SHA2 =
      List.of(AES128_CTS_HMAC_SHA256_128, AES256_CTS_HMAC_SHA384_192);

  /** klist puts the end of renewal into the types' line where a ticket can be renewed. */
  private static final Pattern TYPES =
      Pattern.compile(
          Pattern.quote(A_TO_B.toString())
              + "\n\t(?:renew until .*, )?Etype \\(skey, tkt\\): (\\S+), (\\S+)");

  @TempDir Path folder;
  private TestKdb a;
  private TestKdb b;

  @BeforeEach
  void makeRealms() throws Exception {
    List<TestKdb> both = TestKdb.two(folder);
    a = both.get(0);
    b = both.get(1);
    // B's own keys have types that B's KDC permits in all of these tests.
    String types =
        AES256_CTS_HMAC_SHA384_192
            + ":normal,"
            + EncryptionType.AES256_CTS_HMAC_SHA1_96
            + ":normal";
    b.kadmin("cpw -randkey -e " + types + " krbtgt/B.EXAMPLE");
    b.kadmin("addprinc -clearpolicy -requires_preauth -randkey -e " + types + " " + SERVICE);
  }

  @AfterEach
  void stop() throws Exception {
    a.close();
    b.close();
  }

  private void write(List<EncryptionType> types) throws Exception {
    try (KadminStore ours = new KadminStore(A, a.settings(), CLOCK);
        KadminStore theirs = new KadminStore(B, b.settings(), CLOCK)) {
      theirs.write(key(Role.SERVICE, types));
      ours.write(key(Role.CLIENT, types));
    }
  }

  private static CrossoverKey key(Role role, List<EncryptionType> types) {
    return new CrossoverKey(
        A_TO_B,
        role,
        1,
        TestKeys.PASSWORD.getBytes(StandardCharsets.US_ASCII),
        types,
        NOW,
        NOW.plus(Duration.ofDays(30)),
        TestKeys.TICKET_LIFE,
        "kx.b.example:88",
        "X25519MLKEM768",
        OptionalInt.empty());
  }

  private TestKdb.Result ask() throws Exception {
    a.run("kinit", "-k", "-t", a.aliceKeytab().toString(), "alice");
    return a.tryRun("kvno", SERVICE);
  }

  /** The session key's type and the ticket's, as the client has them. */
  private List<String> types() throws Exception {
    String tickets = a.run("klist", "-e");
    Matcher types = TYPES.matcher(tickets);
    assertTrue(types.find(), tickets);
    return List.of(types.group(1), types.group(2));
  }

  @ParameterizedTest
  @CsvSource({
    "17, 17",
    "18, 18",
    "19, 19",
    "20, 20",
    "17 18, 18",
    "19 20, 20",
    "17 19, 19",
    "17 18 19 20, 20"
  })
  void areAmongThoseThatWereAgreed(String numbers, int strongest) throws Exception {
    List<EncryptionType> agreed =
        Arrays.stream(numbers.split(" "))
            .map(number -> EncryptionType.ofNumber(Integer.parseInt(number)).orElseThrow())
            .toList();
    write(agreed);
    a.startKdc();
    b.startKdc();
    assertEquals(0, ask().status());
    List<String> types = types();
    assertTrue(agreed.contains(EncryptionType.ofMitName(types.get(0)).orElseThrow()), types.get(0));
    assertEquals(
        EncryptionType.ofNumber(strongest).orElseThrow().mitName(), types.get(1), "the ticket's");
  }

  /** Without the attribute, A's KDC issues a session key of a type that B's KDC does not permit. */
  @Test
  void arePermittedByAKdcThatHasOnlyThese() throws Exception {
    write(AES_SHA2);
    permitOnly(b, AES256_CTS_HMAC_SHA384_192 + " " + AES128_CTS_HMAC_SHA256_128);
    a.startKdc();
    b.startKdc();
    TestKdb.Result served = ask();
    assertEquals(0, served.status(), served.output());
    a.kadmin("delstr " + A_TO_B + " " + StringAttributes.SESSION_ENCTYPES);
    TestKdb.Result refused = ask();
    assertNotEquals(0, refused.status(), refused.output());
    assertEquals(EncryptionType.AES256_CTS_HMAC_SHA1_96.mitName(), types().get(0));
  }

  private static void permitOnly(TestKdb kdb, String types) throws IOException {
    Path conf = kdb.folder.resolve("krb5.conf");
    Files.writeString(
        conf,
        Files.readString(conf)
            .replace("[libdefaults]\n", "[libdefaults]\npermitted_enctypes = " + types + "\n"));
  }
}
