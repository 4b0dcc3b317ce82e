package org.kxover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.config.Setting.Presence;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

class SettingsTest {
  private static final Path EXAMPLE = ExampleConfiguration.FILE;

  @TempDir Path folder;

  private Settings load(String text) throws IOException, ConfigException {
    return Settings.load(Files.writeString(folder.resolve("kxoverd.conf"), text));
  }

  @Test
  void theExampleLoads() throws Exception {
    Settings settings = Settings.load(EXAMPLE);
    assertEquals(new Realm("EXAMPLE.ORG"), settings.realms().get(0).realm());
    assertEquals("kx.example.org", settings.realms().get(0).get(CertificateSettings.HOST));
    assertEquals(4088, settings.get(ListenSettings.ADDRESS).getPort());
    assertEquals(
        EncryptionType.values().length,
        settings.realms().get(0).get(KeySettings.ENCRYPTION_TYPES).size());
  }

  @Test
  void theCommentedValuesOfTheExampleAreTheDefaults() throws Exception {
    String example = Files.readString(EXAMPLE);
    String all = example.replaceAll("(?m)^#([a-z0-9_]+ = )", "$1");
    // Optional settings have no default, so the example shows a value that is not in force.
    String optional =
        Settings.sections().stream()
            .flatMap(section -> section.settings().stream())
            .filter(setting -> setting.presence() == Presence.OPTIONAL)
            .map(Setting::name)
            .collect(Collectors.joining("|"));
    String defaults = all.replaceAll("(?m)^(" + optional + ") = .*$", "");
    assertEquals(load(example), load(defaults));
    assertEquals(
        Map.of("KRB5_CONFIG", "/etc/krb5.conf", "KRB5_KDC_PROFILE", "/etc/krb5kdc/kdc.conf"),
        load(all).realms().get(0).kadminEnvironment());
    assertEquals(
        Optional.of(Path.of("/etc/kxover/federation.pem")),
        load(all).realms().get(0).get(CertificateSettings.FEDERATION_ROOTS));
    assertEquals(
        Optional.of(Path.of("/etc/ssl/certs/ca-certificates.crt")),
        load(all).realms().get(0).get(CertificateSettings.PKIX_ROOTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arcfour-hmac", "rc4-hmac", "des3-cbc-sha1", "des-cbc-crc", "aes", "none", "18"})
  void weakEncryptionTypesStopTheStart(String type) throws Exception {
    String realm = "[realm A.EXAMPLE]\nhost = kx.a.example\nencryption_types = ";
    String strong = "aes256-cts-hmac-sha1-96";
    assertEquals(1, load(realm + strong).realms().get(0).get(KeySettings.ENCRYPTION_TYPES).size());
    for (String list : List.of(type, strong + " " + type)) {
      ConfigException e = assertThrows(ConfigException.class, () -> load(realm + list));
      assertTrue(e.getMessage().contains(":3: encryption_types is not a list of AES"), e + "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | socket = kdc.sock | socket is not an absolute path",
        "3 | sokcet = /run/kdc.sock | has no setting sokcet",
        "3 | socket = | socket has no value",
        "3 | uids = root | uids is not a number",
        "3 | request_timeout = 10 | request_timeout is not a time",
        "3 | request_timeout = 9999999d | request_timeout is not a time",
        "3 | max_requests = 0 | max_requests is not a number from 1",
        "3 | max_requests = 99999999999999999999 | max_requests is not a number from 1",
        "3 | nonsense | expected [section], name = value or a comment",
        "3 | [realm A.EXAMPLE] | appears a second time",
        "3 | [dns extra] | the sections are",
        "3 | [unknown] | the sections are",
      })
  void whatIsWrongIsNamedWithItsLine(int line, String text, String message) throws Exception {
    String good = "[realm A.EXAMPLE]\nhost = kx.a.example\n";
    String section = text.startsWith("[") ? "" : "[kdc]";
    load(good + section);
    ConfigException e =
        assertThrows(ConfigException.class, () -> load(good + section + "\n" + text + "\n"));
    int at = line + 1;
    assertTrue(e.getMessage().contains("kxoverd.conf:" + at + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void metricsNeedALoopbackAddress() throws Exception {
    String realm = "[realm A.EXAMPLE]\nhost = kx.a.example\n[metrics]\n";
    assertEquals(Optional.empty(), load(realm).get(MetricsSettings.LISTEN));
    assertEquals(
        4089, load(realm + "listen = [::1]:4089\n").get(MetricsSettings.LISTEN).get().getPort());
    for (String far : List.of("192.0.2.1:4089", "0.0.0.0:4089", "[::]:4089")) {
      ConfigException e =
          assertThrows(ConfigException.class, () -> load(realm + "listen = " + far + "\n"));
      assertTrue(
          e.getMessage().contains("kxoverd.conf:4: listen must be a loopback address"), e + "");
    }
  }

  @Test
  void trustAdNeedsALoopbackAddress() throws Exception {
    String realm = "[realm A.EXAMPLE]\nhost = kx.a.example\n[dns]\n";
    assertFalse(load(realm).get(DnsSettings.TRUST_AD));
    assertTrue(load(realm + "trust_ad = yes\n").get(DnsSettings.TRUST_AD));
    assertTrue(load(realm + "resolver = [::1]:53\ntrust_ad = yes\n").get(DnsSettings.TRUST_AD));
    assertFalse(load(realm + "resolver = 192.0.2.1:53\ntrust_ad = no\n").get(DnsSettings.TRUST_AD));
    String far = realm + "trust_ad = yes\nresolver = 192.0.2.1:53\n";
    ConfigException e = assertThrows(ConfigException.class, () -> load(far));
    assertTrue(
        e.getMessage().contains("kxoverd.conf:5: resolver must be a loopback address"), e + "");
    e = assertThrows(ConfigException.class, () -> load(realm + "trust_ad = maybe\n"));
    assertTrue(e.getMessage().contains("trust_ad is not yes or no"), e + "");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:53, true",
    "[::1]:53, true",
    "[::]:4088, true",
    "[::]:0, false",
    "localhost:53, false",
    "127.0.0.1, false",
    "127.0.0.256:53, false",
    "127.0.0.1:65536, false",
    "[::g]:53, false",
    "127.1:53, false",
  })
  void addressesAreNumeric(String text, boolean good) {
    assertEquals(good, Addresses.parse(text).isPresent());
  }

  @Test
  void durationsAreParsedAndFormatted() {
    for (String text : new String[] {"500ms", "10s", "5m", "10h", "30d", "90s", "0s"}) {
      assertEquals(text, Durations.format(Durations.parse(text).orElseThrow()));
    }
    assertEquals(Duration.ofDays(1), Durations.parse("24h").orElseThrow());
    assertTrue(Durations.parse("10").isEmpty());
    assertTrue(Durations.parse("-1s").isEmpty());
    assertTrue(Durations.parse("1w").isEmpty());
  }

  @Test
  void keyLifetimeMustBeTwiceTheTicketLife() throws Exception {
    String text = "[realm A.EXAMPLE]\nhost = kx.a.example\nmax_ticket_life = 10h\nkey_lifetime = ";
    assertEquals(
        Duration.ofHours(20), load(text + "20h").realms().get(0).get(KeySettings.KEY_LIFETIME));
    assertThrows(ConfigException.class, () -> load(text + "19h"));
  }

  @Test
  void realmsKeepTheOrderOfTheFile() throws Exception {
    String text =
        "[realm B.EXAMPLE]\nhost = kx.b.example\n[dns]\n[realm A.EXAMPLE]\nhost = kx.a.example\n";
    assertEquals(
        List.of("B.EXAMPLE", "A.EXAMPLE"),
        load(text).realms().stream().map(realm -> realm.realm().name()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[realm a.example] | kx.b.example | is the same realm in DNS",
        "[realm B.EXAMPLE] | kx.A.example | has the same host, kx.a.example"
      })
  void conflictingRealmsAreRefused(String section, String host, String words) throws Exception {
    String first = "[realm A.EXAMPLE]\nhost = kx.a.example\n";
    String second = section + "\nhost = " + host + "\n";
    ConfigException e = assertThrows(ConfigException.class, () -> load(first + second));
    assertTrue(e.getMessage().contains("kxoverd.conf:3: [realm A.EXAMPLE] " + words), e + "");
    load(first + second.replace("a.example", "b.example").replace("kx.A", "kx.b"));
  }

  @Test
  void realmsWithOneHostShareItsCertificate() throws Exception {
    String files = "host = kx.a.example\ncertificate = /kx.crt\nprivate_key = /kx.key\n";
    String text = "[realm A.EXAMPLE]\n" + files + "[realm B.EXAMPLE]\n" + files;
    assertEquals(2, load(text).realms().size());
    String other = "[realm A.EXAMPLE]\n" + files + "[realm B.EXAMPLE]\n";
    assertThrows(
        ConfigException.class, () -> load(other + files.replace("/kx.key", "/another.key")));
    String pkcs12 = "host = kx.a.example\ncertificate = /kx.p12\npassphrase_file = /kx.pass\n";
    assertEquals(
        2, load("[realm A.EXAMPLE]\n" + pkcs12 + "[realm B.EXAMPLE]\n" + pkcs12).realms().size());
  }

  @Test
  void changesThatNeedARestartAreListed() throws Exception {
    String realm = "[realm A.EXAMPLE]\nhost = kx.a.example\n";
    Settings running = load(realm);
    assertEquals(List.of(), load(realm + "roles = client\n").needingRestart(running));
    String changed =
        "[kdc]\nmax_requests = 7\nuids = 5\n[listen]\naddress = [::]:88\n[dns]\ntimeout = 9s\n";
    assertEquals(
        List.of("[kdc] uids", "[kdc] max_requests", "[listen] address", "[dns] timeout"),
        load(changed + realm).needingRestart(running));
  }

  @Test
  void anAbsentFileIsExplained() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> Settings.load(folder.resolve("none")));
    assertTrue(e.getMessage().contains("--config"), e.getMessage());
  }
}
