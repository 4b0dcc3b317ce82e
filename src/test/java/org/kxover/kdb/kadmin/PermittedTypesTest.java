package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.EncryptionType;

/** The types that the KDC permits, as a program tells them. */
@Timeout(60)
class PermittedTypesTest {
  private static final List<EncryptionType> ALL = List.of(EncryptionType.values());
  private static final List<EncryptionType> AES_SHA1 =
      List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA1_96);

  @TempDir Path folder;

  private PermittedTypes asking(String script) {
    return new PermittedTypes(
        new KadminSettings(
            List.of("false"),
            Map.of("COUNT", folder.resolve("count").toString()),
            Duration.ofSeconds(30),
            0,
            Duration.ofHours(1),
            0,
            Optional.empty(),
            List.of("sh", "-c", script)));
  }

  private static String objection(PermittedTypes types) {
    return types.objection(ALL).orElseThrow();
  }

  @Test
  void onlyPermittedTypesAreUsed() {
    PermittedTypes all = asking("echo permitted 18 17 20 19 16 23; echo end");
    assertEquals(ALL, all.of(ALL));
    assertEquals(Optional.empty(), all.objection(ALL));
    PermittedTypes some = asking("echo permitted 18 17; echo end");
    assertEquals(AES_SHA1, some.of(ALL));
    assertTrue(
        objection(some)
            .contains("does not permit aes128-cts-hmac-sha256-128, aes256-cts-hmac-sha384"),
        objection(some));
    assertEquals(List.of(), asking("echo permitted; echo end").of(ALL));
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() {
    PermittedTypes types =
        asking("echo permitted 18 17 20 19; echo closed /etc/krb5kdc/kdc.conf; echo end");
    assertEquals(ALL, types.of(ALL));
    assertTrue(objection(types).contains("cannot read /etc/krb5kdc/kdc.conf"), objection(types));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 0",
        "echo permitted 18 17",
        "echo permitted 18 17; echo end; echo more",
        "echo permitted x; echo end",
        "echo permitted 18 17; echo nonsense; echo end",
        "echo permitted 18 17; echo end; echo 'Improper format of Kerberos configuration' >&2",
        "exec /no/such/program",
      })
  void withoutAnAnswerNoTypeIsUsed(String script) {
    PermittedTypes types = asking(script);
    assertEquals(List.of(), types.of(ALL));
    assertTrue(objection(types).contains("cannot tell which encryption types"), objection(types));
  }

  /** The KDC goes on with what it read at its start, too. */
  @Test
  void aLaterFailureChangesNothing() throws Exception {
    PermittedTypes types =
        asking("[ -e $COUNT ] && exit 1; echo >$COUNT; echo permitted 18 17; echo end");
    assertEquals(AES_SHA1, types.of(ALL));
    while (!objection(types).contains("cannot tell")) {
      Thread.sleep(100);
    }
    assertEquals(AES_SHA1, types.of(ALL));
    assertTrue(objection(types).contains("what it permitted before still counts"));
  }

  /** The KDC has not read it, if it stands in an included file. */
  @Test
  void whatIsPermittedLaterCountsAfterAReload() throws Exception {
    String script =
        "[ -e $COUNT ] && echo permitted 18 19 20 || echo permitted 18 17; echo >$COUNT; echo end";
    PermittedTypes types = asking(script);
    assertEquals(AES_SHA1, types.of(ALL));
    while (objection(types).contains("does not permit")) {
      Thread.sleep(100);
    }
    assertTrue(
        objection(types)
            .contains("has aes128-cts-hmac-sha256-128, aes256-cts-hmac-sha384-192 now, too"),
        objection(types));
    assertEquals(
        List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
        types.of(ALL),
        "what is permitted no more does not count at once");
    types.forget();
    assertEquals(3, types.of(ALL).size(), "a reload forgets the earlier readings");
  }

  @Test
  void aHugeOutputIsRefused() {
    assertThrows(
        KadminSyntaxException.class,
        () -> PermittedTypesReading.parse("permitted" + " 1".repeat(65) + "\nend\n"));
    assertEquals(List.of(), asking("yes permitted").of(ALL));
  }
}
