package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Crossover keys have only encryption types that both KDCs permit, and so they work. */
@Timeout(300)
class EncryptionTypesIT {
  private static final String AES_SHA1 = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96";
  private static final String AES_SHA2 = "aes256-cts-hmac-sha384-192 aes128-cts-hmac-sha256-128";

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = new Lab().clientsDoNotGuessAtPatchedKdcs();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    // Clients and services of B have keys of both kinds, whatever its KDC permits later.
    assumeTrue(b.kdc().crossoverKeyTypes().size() == 4, "this release has no aes-sha2");
  }

  @AfterEach
  void end() throws Exception {
    lab.close();
  }

  /** An included file has the restriction, as in a folder that a distribution made. */
  private static void permitOnly(String types, LabRealm realm) throws IOException {
    Path included = included(realm);
    Files.writeString(included, "[libdefaults]\n    permitted_enctypes = " + types + "\n");
    Path config = realm.kdc().config();
    Files.writeString(config, "include " + included + "\n" + Files.readString(config));
  }

  private static Path included(LabRealm realm) {
    return realm.folder().resolve("included.conf");
  }

  private LabCommand.Output ask(LabUser alice) throws Exception {
    return alice.kvno("-S", "HTTP", "www.b.example");
  }

  private List<String> keyTypes(LabRealm where) throws Exception {
    return where.crossover(b, a).keys().stream()
        .map(key -> key.replaceAll(".*, ", ""))
        .sorted()
        .toList();
  }

  @Test
  void withoutARestrictionAKeyHasAllTypes() throws Exception {
    lab.start();
    LabCommand.Output served = ask(a.user("alice"));
    assertEquals(0, served.exitCode(), served::text);
    assertEquals(b.kdc().crossoverKeyTypes().stream().sorted().toList(), keyTypes(b));
    assertEquals(keyTypes(b), keyTypes(a));
    assertFalse(b.kxoverd().log().contains("does not permit"), b.kxoverd().log());
  }

  @Test
  void aKeyHasOnlyTypesThatTheServiceRealmPermits() throws Exception {
    permitOnly(AES_SHA1, b);
    lab.start();
    LabCommand.Output served = ask(a.user("alice"));
    assertEquals(0, served.exitCode(), served::text);
    assertEquals(List.of(AES_SHA1.split(" ")[1], AES_SHA1.split(" ")[0]), keyTypes(b));
    assertEquals(keyTypes(b), keyTypes(a));
    b.kxoverd()
        .awaitLine(0, "our KDC does not permit aes256-cts-hmac-sha384-192, aes128-cts-hmac-sha256");
  }

  @Test
  void aKeyHasOnlyTypesThatTheClientRealmPermits() throws Exception {
    permitOnly(AES_SHA1, a);
    lab.start();
    LabCommand.Output served = ask(a.user("alice"));
    assertEquals(0, served.exitCode(), served::text);
    assertEquals(List.of(AES_SHA1.split(" ")[1], AES_SHA1.split(" ")[0]), keyTypes(a));
  }

  @Test
  void aRestrictionCountsFromTheNextExchangeOn() throws Exception {
    lab.start();
    assertEquals(0, ask(a.user("alice")).exitCode());
    permitOnly(AES_SHA1, b);
    b.kdc().stop();
    b.kdc().start();
    LabCommand.Output refused = ask(a.user("bob"));
    assertNotEquals(0, refused.exitCode(), "the key of before does not work any more");
    // The daemon reads the configuration again some seconds after the last reading. A crossover
    // gets a limited number of keys a day, so renewals are a second apart.
    String renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").run();
    while (!renewed.contains("etypes [aes128-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96]")) {
      TimeUnit.SECONDS.sleep(1);
      renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").run();
    }
    LabCommand.Output served = ask(a.user("bob"));
    assertEquals(0, served.exitCode(), served::text);
  }

  /** A running KDC does not read an included file again. */
  @Test
  void aTypeThatIsPermittedLaterWaitsForAReload() throws Exception {
    permitOnly(AES_SHA1, b);
    b.kxoverd().set("new_keys_per_day", "100");
    lab.start();
    assertEquals(0, ask(a.user("alice")).exitCode());
    List<String> before = keyTypes(a);
    Files.writeString(included(b), "");
    while (!b.kxoverd().log().contains("which the running KDC may not know yet")) {
      // The daemon reads the configuration again some seconds after the last reading.
      renew();
    }
    renew();
    assertEquals(before, keyTypes(a));
    LabCommand.Output served = ask(a.user("bob"));
    assertEquals(0, served.exitCode(), served::text);
    b.kdc().stop();
    b.kdc().start();
    b.kxoverd().reload("reloaded: realm", 1);
    renew();
    assertEquals(4, keyTypes(a).size());
    LabCommand.Output again = ask(a.user("carol"));
    assertEquals(0, again.exitCode(), again::text);
  }

  private void renew() throws Exception {
    LabCommand.Output renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd();
    assertEquals(0, renewed.exitCode(), renewed::text);
  }

  @Test
  void withoutACommonTypeNoKeyIsWrittenAndBothSidesSayWhy() throws Exception {
    permitOnly(AES_SHA1, b);
    a.kxoverd().set("encryption_types", AES_SHA2);
    lab.start();
    LabUser alice = a.user("alice");
    LabCommand.Output refused = ask(alice);
    assertNotEquals(0, refused.exitCode(), refused::text);
    String words = "no common encryption type: asked for [19, 20], used here [17, 18]";
    a.kxoverd().awaitLine(0, words, "see encryption_types and permitted_enctypes of both realms");
    b.kxoverd().awaitLine(0, "KDC_ERR_ETYPE_NOSUPP", words, "one realm must allow another");
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());
    a.kxoverd().set("encryption_types", AES_SHA2 + " " + AES_SHA1).restart();
    LabCommand.Output served = ask(alice);
    assertEquals(0, served.exitCode(), served::text);
  }

  @Test
  void whatCannotBeReadMakesNoKey() throws Exception {
    Path missing = b.folder().resolve("missing.conf");
    String config = Files.readString(b.kdc().config());
    lab.start();
    b.kxoverd().stop();
    Files.writeString(b.kdc().config(), "include " + missing + "\n" + config);
    b.kxoverd().set("kadmin", "env KRB5_CONFIG=" + copyOf(config) + " " + b.kdc().kadminCommand());
    b.kxoverd().start();
    b.kxoverd()
        .awaitLine(0, "cannot tell which encryption types our KDC permits", "no crossover key");
    LabUser alice = a.user("alice");
    assertNotEquals(0, ask(alice).exitCode());
    a.kxoverd().awaitLine(0, "our KDC can use no encryption type at present; ask again");
    assertFalse(a.crossover(b, a).exists());
    LabCommand.Output check = check();
    assertEquals(1, check.exitCode(), check::text);
    assertTrue(check.text().contains("error    encryption types: cannot tell which"), check::text);
    Files.writeString(b.kdc().config(), config);
    assertTrue(check().text().contains("ok       encryption types: "), check::text);
    b.kxoverd().restart();
    LabCommand.Output served = ask(alice);
    assertEquals(0, served.exitCode(), served::text);
  }

  private Path copyOf(String config) throws IOException {
    return Files.writeString(b.folder().resolve("good-krb5.conf"), config);
  }

  private LabCommand.Output check() throws Exception {
    return b.kxoverd()
        .kxover("check", "--bogus-name", "www.b.example")
        .env(Map.of("KRB5_KDC_PROFILE", b.kdc().profile().toString()))
        .runToAnyEnd();
  }

  /** B gives out again the kvno that A has: the key is another one all the same. */
  @Test
  void aRenewalSucceedsAfterThePeerWasRestoredFromABackup() throws Exception {
    lab.start();
    assertEquals(0, ask(a.user("alice")).exitCode());
    Path backup = b.kdc().dump();
    assertEquals(0, a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd().exitCode());
    List<String> before = a.kdc().key("krbtgt/B.EXAMPLE@A.EXAMPLE");
    b.kdc().load(backup);
    LabCommand.Output renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd();
    assertEquals(0, renewed.exitCode(), renewed::text);
    assertTrue(renewed.text().contains("wrote krbtgt/B.EXAMPLE@A.EXAMPLE kvno 2"), renewed::text);
    assertNotEquals(before, a.kdc().key("krbtgt/B.EXAMPLE@A.EXAMPLE"));
    LabCommand.Output served = ask(a.user("bob"));
    assertEquals(0, served.exitCode(), served::text);
  }
}
