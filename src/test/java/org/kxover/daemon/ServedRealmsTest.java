package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.administration.Administration;
import org.kxover.config.Settings;
import org.kxover.event.CrossingException;
import org.kxover.event.Events;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.SecretFiles;

/** A reload that changes one realm touches one. */
@Timeout(60)
class ServedRealmsTest {
  private static final List<String> NAMES = List.of("A.EXAMPLE", "B.EXAMPLE");

  @TempDir Path folder;
  private Path kadmin;
  private DaemonContext context;
  private ServedRealms first;

  @BeforeEach
  void realms() throws Exception {
    Files.writeString(folder.resolve("root.ds"), ". IN DS 20326 8 2 " + "AB".repeat(32) + "\n");
    kadmin = Files.writeString(folder.resolve("kadmin"), "exit 1\n");
    for (String name : NAMES) {
      certificate(name);
    }
    context =
        DaemonContext.of(
            settings(""),
            SecretFiles.judgedByMode(),
            Clock.systemUTC(),
            new SecureRandom(),
            Events.none(),
            Optional.empty());
    first = new ServedRealms(context, Optional.empty());
  }

  @AfterEach
  void close() {
    first.close();
  }

  private void certificate(String realm) throws Exception {
    KxCertificate.create(
        new Realm(realm),
        "kx." + realm.toLowerCase(Locale.ROOT),
        Duration.ofDays(1),
        Clock.systemUTC(),
        new SecureRandom(),
        folder.resolve(realm + ".crt"),
        folder.resolve(realm + ".key"));
  }

  /**
   * @param ofB lines of the second realm
   */
  private Settings settings(String ofB) throws Exception {
    StringBuilder text =
        new StringBuilder("[dns]\ntrust_anchors = " + folder.resolve("root.ds") + "\n");
    text.append("[kdc]\nsocket = " + folder.resolve("kdc.sock") + "\n");
    text.append("[realm *]\ncertificate = " + folder + "/{realm}.crt\n");
    text.append("private_key = " + folder + "/{realm}.key\n");
    text.append("kadmin_timeout = 5s\nkadmin = sh " + kadmin + "\n");
    for (String name : NAMES) {
      text.append("[realm " + name + "]\nhost = kx." + name.toLowerCase(Locale.ROOT) + "\n");
    }
    return Settings.load(
        Files.writeString(folder.resolve("kxoverd.conf"), text.append(ofB).toString()));
  }

  private ServedRealms reloaded(String ofB) throws Exception {
    return new ServedRealms(context.with(settings(ofB).realms()), Optional.of(first));
  }

  private static Administration realm(ServedRealms realms, int number) {
    return realms.administrations().get(number);
  }

  private static boolean isClosed(Administration realm) {
    CrossingException e =
        assertThrows(CrossingException.class, () -> realm.cross(new Realm("C.EXAMPLE")));
    return e.getMessage().contains("the store is closed");
  }

  @Test
  void onlyTheRealmWhoseSettingsChangedIsMadeAnew() throws Exception {
    ServedRealms second = reloaded("roles = client\n");
    assertEquals(1, second.made());
    second.takeOver(first);
    first.close();
    assertSame(realm(first, 0), realm(second, 0));
    assertNotSame(realm(first, 1), realm(second, 1));
    assertFalse(isClosed(realm(second, 0)));
    assertFalse(isClosed(realm(second, 1)));
    assertTrue(isClosed(realm(first, 1)));
    second.close();
    assertTrue(isClosed(realm(second, 0)));
  }

  @Test
  void anotherCertificateUnderTheSameNameCounts() throws Exception {
    Files.delete(folder.resolve("A.EXAMPLE.crt"));
    Files.delete(folder.resolve("A.EXAMPLE.key"));
    certificate("A.EXAMPLE");
    try (ServedRealms second = reloaded("")) {
      assertNotSame(realm(first, 0), realm(second, 0));
      assertSame(realm(first, 1), realm(second, 1));
      assertFalse(isClosed(realm(first, 0)), "until the old realms retire");
    }
    assertFalse(isClosed(realm(first, 1)), "it was not taken over");
  }

  @Test
  void anotherContentOfAFileInACommandCounts() throws Exception {
    Files.writeString(kadmin, "exit 2\n");
    try (ServedRealms second = reloaded("")) {
      assertEquals(2, second.made());
    }
  }

  @Test
  void withoutAChangeNothingIsMade() throws Exception {
    try (ServedRealms second = reloaded("")) {
      assertEquals(0, second.made());
      assertSame(realm(first, 0), realm(second, 0));
    }
    assertFalse(isClosed(realm(first, 0)));
  }

  @Test
  void aReloadThatFailsLeavesAllAsItWas() throws Exception {
    Files.writeString(folder.resolve("B.EXAMPLE.crt"), "nonsense");
    assertThrows(CredentialException.class, () -> reloaded("roles = client\n"));
    assertFalse(isClosed(realm(first, 0)));
    assertFalse(isClosed(realm(first, 1)));
  }
}
