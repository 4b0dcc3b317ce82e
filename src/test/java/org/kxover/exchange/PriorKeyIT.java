package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Patience;

/**
 * Mixes the prior key into the next key, in real databases, with and without the right to read
 * keys.
 */
@Timeout(400)
class PriorKeyIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String MIXED = ", prior key kvno 1 mixed in";
  private static final String WITHOUT =
      "the prior key " + CROSSOVER + " kvno 1 is not mixed into the next key";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private int users;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    // A renews a key only for a request of its KDC.
    a.kxoverd().set("renewal", "never");
  }

  private LabCommand.Output ask() throws Exception {
    users++;
    return a.user("user" + users).kvno("-S", "HTTP", "www.b.example");
  }

  private void assertServed() throws Exception {
    LabCommand.Output output = ask();
    assertEquals(0, output.exitCode(), output::text);
  }

  /**
   * Asserts that the newest key in both databases has {@code kvno}, and that both recorded {@code
   * prior}.
   */
  private void assertNewest(int kvno, String prior) throws Exception {
    List<String> keys = a.kdc().keyLines(CROSSOVER);
    assertTrue(keys.stream().allMatch(line -> line.strip().startsWith(kvno + " ")), "" + keys);
    assertTrue(b.kdc().keyLines(CROSSOVER).containsAll(keys), "" + keys);
    for (LabRealm realm : List.of(a, b)) {
      String said = realm.kdc().kadmin("getstrs " + CROSSOVER);
      assertTrue(
          said.matches(
              "(?s).*kxover\\." + kvno + ": [^\n]* group=\\w+" + prior + "( confirmed=yes)?\n.*"),
          said);
    }
  }

  private static void assertNoKeyIsLeft(LabRealm realm) throws Exception {
    Path keys = realm.kxoverd().socket().resolveSibling("keys");
    try (Stream<Path> left = Files.list(keys)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aKeyThatFollowsAnotherHasItMixedIn() throws Exception {
    lab.start();
    assertServed();
    assertNewest(1, "");
    a.kdc().expireKeySoon(CROSSOVER, 1);
    assertServed();
    assertNewest(2, " prior=1");
    for (LabRealm realm : List.of(a, b)) {
      assertTrue(realm.kxoverd().log().contains(MIXED), realm.kxoverd().log());
      assertNoKeyIsLeft(realm);
    }
    a.kxoverd().restart();
    b.kxoverd().restart();
    a.kdc().expireKeySoon(CROSSOVER, 2);
    assertServed();
    assertNewest(3, " prior=2");
    assertFalse(a.kxoverd().log().contains(" ERROR "), a.kxoverd().log());
    assertFalse(b.kxoverd().log().contains(" ERROR "), b.kxoverd().log());
  }

  private static String key(Agreement agreement, byte[] password) {
    KerberosKey key =
        new KerberosKey(
            new KerberosPrincipal(agreement.crossover().toString()),
            new String(password, StandardCharsets.US_ASCII).toCharArray(),
            EncryptionType.AES256_CTS_HMAC_SHA1_96.mitName());
    return HexFormat.of().formatHex(key.getEncoded());
  }

  /** The secrets of the session without the prior key give another key. */
  @Test
  void theSessionAloneDoesNotMakeTheKey() throws Exception {
    LabPeer m = lab.peer("M.EXAMPLE");
    lab.start();
    String name = "krbtgt/B.EXAMPLE@M.EXAMPLE";
    String first;
    try (Agreement agreement = m.asks(b)) {
      first = key(agreement, agreement.password().ascii());
      assertTrue(
          b.kdc().key(name).contains(first), "without a prior key, only the session makes the key");
    }
    byte[][] exported = new byte[1][];
    EncryptionKey before =
        new EncryptionKey(EncryptionType.AES256_CTS_HMAC_SHA1_96, HexFormat.of().parseHex(first));
    try (PriorKey prior = new PriorKey(1, before);
        Agreement agreement = m.asks(b, prior, secret -> exported[0] = secret)) {
      String mixed = key(agreement, agreement.password().ascii());
      String alone = key(agreement, Base64.getUrlEncoder().encode(exported[0]));
      assertNotEquals(mixed, alone);
      assertTrue(b.kdc().key(name).contains(mixed));
      assertFalse(b.kdc().key(name).contains(alone));
    }
  }

  /** kadmind returns keys only to a principal with the right to extract them. */
  @Test
  void withoutTheRightToReadKeysTheyAreMadeWithoutTheOneBefore() throws Exception {
    LabKadmind kadmind = new LabKadmind(lab, b);
    lab.start();
    kadmind.start();
    b.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    assertServed();
    a.kdc().expireKeySoon(CROSSOVER, 1);
    assertServed();
    assertNewest(2, "");
    assertTrue(a.kxoverd().log().contains(WITHOUT), a.kxoverd().log());
    assertTrue(a.kxoverd().log().contains("KRB_AP_ERR_NOKEY: the prior key cannot be read"));
    assertTrue(b.kxoverd().log().contains("Operation requires ``extract-keys'' privilege"));
    kadmind.allowKeyExtraction(true);
    kadmind.stop();
    kadmind.start();
    a.kdc().expireKeySoon(CROSSOVER, 2);
    assertServed();
    assertNewest(3, " prior=2");
    assertNoKeyIsLeft(b);
  }

  /** kadmin writes extracted keys to a file in the run folder, which is full here. */
  @Test
  void whereTheRunFolderIsFullKeysAreMadeWithoutTheOneBefore() throws Exception {
    lab.start();
    assertServed();
    Path keys = a.kxoverd().socket().resolveSibling("keys");
    Files.createDirectory(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    root("mount", "-t", "tmpfs", "-o", "mode=0700,size=4k", "full", keys.toString());
    try {
      Path filler = Files.write(keys.resolve("filler"), new byte[4096]);
      a.kdc().expireKeySoon(CROSSOVER, 1);
      assertServed();
      assertNewest(2, "");
      assertTrue(a.kxoverd().log().contains(WITHOUT), a.kxoverd().log());
      assertTrue(a.kxoverd().log().contains("may be full: make room"), a.kxoverd().log());
      Files.delete(filler);
      assertNoKeyIsLeft(a);
      a.kdc().expireKeySoon(CROSSOVER, 2);
      assertServed();
      assertNewest(3, " prior=2");
    } finally {
      // kadmin may still have the file open that it could not write.
      root("umount", "--lazy", keys.toString());
    }
  }

  private void root(String program, String... words) throws Exception {
    new LabCommand(lab.folder(), program, words).run();
  }

  @Test
  void whereItIsRequiredNoKeyFollowsWithoutTheOneBefore() throws Exception {
    LabKadmind kadmind = new LabKadmind(lab, a);
    a.kxoverd().set("prior_key", "required");
    lab.start();
    kadmind.start();
    a.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    assertServed();
    a.kdc().expireKeySoon(CROSSOVER, 1);
    List<String> before = b.kdc().keyLines(CROSSOVER);
    // The KDC still has the old key, which is valid.
    assertServed();
    assertTrue(
        a.kxoverd().log().contains("refused by policy: prior_key is required, and " + CROSSOVER),
        a.kxoverd().log());
    assertEquals(before, b.kdc().keyLines(CROSSOVER));
    assertNewest(1, "");
    kadmind.allowKeyExtraction(true);
    kadmind.stop();
    kadmind.start();
    // A KDC with one process cannot serve the login of kadmin while it waits for kxoverd.
    a.kxoverd().restart();
    a.kxoverd().awaitLines("kadmin is ready", 2, LIMIT);
    assertServed();
    assertNewest(2, " prior=1");
  }
}
