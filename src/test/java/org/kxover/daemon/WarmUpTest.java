package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.event.Event;
import org.kxover.kerberos.Realm;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsCredential;

/** Warm-up exchanges complete, give way to requests, and cause no events. */
@Timeout(120)
class WarmUpTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private Settings settings;

  @BeforeEach
  void files() throws Exception {
    certificate("kx.crt", "kx.key");
    Files.writeString(folder.resolve("root.ds"), ". IN DS 20326 8 2 " + "AB".repeat(32) + "\n");
    Path config = folder.resolve("kxoverd.conf");
    Files.writeString(
        config,
        String.join(
            "\n",
            "[dns]",
            // No resolver answers there. The warm-up must work without DNS.
            "resolver = 127.0.0.1:1",
            "timeout = 100ms",
            "trust_anchors = " + folder.resolve("root.ds"),
            "[realm A.EXAMPLE]",
            "host = kx.a.example",
            "certificate = " + folder.resolve("kx.crt"),
            "private_key = " + folder.resolve("kx.key"),
            ""));
    settings = Settings.load(config);
  }

  private void certificate(String certificate, String key) throws Exception {
    KxCertificate.create(
        new Realm("A.EXAMPLE"),
        "kx.a.example",
        Duration.ofDays(1),
        Clock.systemUTC(),
        RANDOM,
        folder.resolve(certificate),
        folder.resolve(key));
  }

  private WarmUp warmUp() throws Exception {
    RealmSettings realm = settings.realms().get(0);
    TlsCredential own =
        TlsCredential.load(
            realm.get(CertificateSettings.CERTIFICATE), realm.get(CertificateSettings.PRIVATE_KEY));
    DaemonContext context =
        DaemonContext.of(
            settings,
            SecretFiles.judgedByMode(),
            Clock.systemUTC(),
            RANDOM,
            events::add,
            Optional.empty());
    return new WarmUp(realm, own, context);
  }

  @Test
  void itRunsExchangesWithoutEvents() throws Exception {
    WarmUp warmUp = warmUp();
    warmUp.start(() -> false);
    assertTrue(warmUp.awaitEnd(LONG));
    assertTrue(warmUp.done() >= 3, warmUp.done() + " exchanges");
    assertEquals(List.of(), events);
  }

  @Test
  void itEndsWhenThereAreRequests() throws Exception {
    WarmUp warmUp = warmUp();
    warmUp.start(() -> true);
    assertTrue(warmUp.awaitEnd(LONG));
    assertEquals(1, warmUp.done());
  }

  @Test
  void nothingIsCompleteBeforeTheFirstExchange() throws Exception {
    assertFalse(warmUp().awaitEnd(Duration.ZERO));
  }

  @Test
  void itEndsAfterClose() throws Exception {
    WarmUp warmUp = warmUp();
    warmUp.close();
    warmUp.start(() -> false);
    assertTrue(warmUp.awaitEnd(LONG));
    assertEquals(1, warmUp.done());
  }
}
