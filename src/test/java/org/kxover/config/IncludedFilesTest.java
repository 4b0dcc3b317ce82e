package org.kxover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.Realm;

/** Settings in several files, and settings for all realms. */
class IncludedFilesTest {
  private static final String A = "[realm A.EXAMPLE]\nhost = kx.a.example\n";
  private static final String B = "[realm B.EXAMPLE]\nhost = kx.b.example\n";

  @TempDir Path folder;
  private Path realms;

  @BeforeEach
  void aFolder() throws IOException {
    realms = Files.createDirectory(folder.resolve("realms.d"));
  }

  private Settings load(String text) throws IOException, ConfigException {
    return Settings.load(Files.writeString(folder.resolve("kxoverd.conf"), text));
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(realms.resolve(name), text);
  }

  private static List<String> names(Settings settings) {
    return settings.realms().stream().map(realm -> realm.realm().name()).toList();
  }

  private void assertRefused(String text, String... words) {
    ConfigException e = assertThrows(ConfigException.class, () -> load(text));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void theFilesOfAFolderAreReadInTheOrderOfTheirNames() throws Exception {
    put("20-b.conf", B);
    put("10-a.conf", A + "[dns]\ntimeout = 9s\n");
    String main = "[realm C.EXAMPLE]\nhost = kx.c.example\nincludedir realms.d\n";
    assertEquals(List.of("C.EXAMPLE", "A.EXAMPLE", "B.EXAMPLE"), names(load(main)));
    assertEquals(Duration.ofSeconds(9), load(main).get(DnsSettings.TIMEOUT));
    String absolute = main.replace("realms.d", realms.toString());
    assertEquals(load(main), load(absolute));
    assertEquals(
        List.of("B.EXAMPLE"), names(load("include  realms.d/20-b.conf\n[dns]\ntimeout = 9s\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"include ", "includedir "})
  void aPathWithAControlCharacterIsAnError(String how) throws Exception {
    put("a.conf", A);
    load(how + "realms.d".concat(how.equals("include ") ? "/a.conf" : "") + "\n");
    assertRefused(how + "realms.d\0\n", "kxoverd.conf:1: a control character in \"" + how);
    assertRefused("[kdc]\nsocket = /run/\u0001\n", "kxoverd.conf:2: a control character in ");
  }

  @Test
  void whatEditorsAndDpkgLeaveIsIgnored() throws Exception {
    put("a.conf", A);
    for (String name : List.of(".a.conf.swp", "a.conf~", "a.conf.dpkg-old", ".hidden")) {
      put(name, "nonsense");
    }
    assertEquals(List.of("A.EXAMPLE"), names(load("includedir realms.d\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.cnf", "b", "README", "b c.conf", "-b.conf"})
  void aFileWithAnotherNameIsAnError(String name) throws Exception {
    put("a.conf", A);
    put(name, B);
    assertRefused("includedir realms.d\n", "kxoverd.conf:1: includedir realms.d has \"" + name);
  }

  @Test
  void aFolderInItIsAnError() throws Exception {
    Files.createDirectory(realms.resolve("sub.conf"));
    assertRefused(A + "includedir realms.d\n", "kxoverd.conf:3: ", "sub.conf");
  }

  @Test
  void anErrorNamesTheFileAndItsLine() throws Exception {
    put("a.conf", "\n" + A + "roles = perhaps\n");
    assertRefused("includedir realms.d\n", "realms.d/a.conf:4: roles is not");
    put("a.conf", A);
    put("again.conf", "# again\n" + A);
    assertRefused(
        "includedir realms.d\n",
        "realms.d/again.conf:2: section [realm A.EXAMPLE] appears a second time",
        "a.conf:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "include none.conf | include none.conf: there is no such file",
        "include realms.d | include realms.d: there is no such file",
        "includedir none.d | includedir none.d: there is no such folder",
        "includedir kxoverd.conf | includedir kxoverd.conf: there is no such folder",
        "includedir | expected [section]",
        "include a b | expected [section]",
        "Include realms.d/a.conf | expected [section]"
      })
  void aWrongIncludeIsAnError(String line, String words) {
    assertRefused(A + line + "\n", "kxoverd.conf:3: " + words);
  }

  /** Also keeps a file from including itself. */
  @Test
  void anIncludedFileIncludesNoOther() throws Exception {
    put("a.conf", A);
    put("b.conf", "include a.conf\n");
    assertRefused("includedir realms.d\n", "b.conf:1: an included file cannot include others");
    assertRefused("include kxoverd.conf\n", "an included file cannot include others");
  }

  @Test
  void aSectionEndsAtAnInclude() throws Exception {
    put("b.conf", B);
    assertRefused(
        A + "includedir realms.d\nroles = client\n", "kxoverd.conf:4: roles appears before");
  }

  @Test
  void settingsForAllRealmsHoldWhereARealmHasNoneOfItsOwn() throws Exception {
    put("a.conf", A + "key_lifetime = 5d\n");
    put("b.conf", B);
    Settings settings =
        load(
            """
            [realm *]
            key_lifetime = 9d
            certificate = /kx/{realm}.crt
            roles = client
            includedir realms.d
            """);
    RealmSettings a = settings.realms().get(0);
    RealmSettings b = settings.realms().get(1);
    assertEquals(new Realm("A.EXAMPLE"), a.realm());
    assertEquals(Duration.ofDays(5), a.get(KeySettings.KEY_LIFETIME));
    assertEquals(Duration.ofDays(9), b.get(KeySettings.KEY_LIFETIME));
    assertEquals(Path.of("/kx/A.EXAMPLE.crt"), a.get(CertificateSettings.CERTIFICATE));
    assertEquals(Path.of("/kx/B.EXAMPLE.crt"), b.get(CertificateSettings.CERTIFICATE));
    assertEquals(a.get(PolicySettings.ROLES), b.get(PolicySettings.ROLES));
    assertEquals(2, settings.realms().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[realm *];key_lifetime = soon;% | 2: key_lifetime is not",
        "[realm *];key_lifetime = soon;%key_lifetime = 5d; | 2: key_lifetime is not",
        "[realm *];key_lifetimes = 5d;% | 2: [realm *] has no setting key_lifetimes",
        "[realm *];key_lifetime = 11h;% | key_lifetime must be at least twice",
        "%[realm *];[realm *]; | 4: section [realm *] appears a second time",
        "[realm *];host = kx.a.example; | must have a section [realm REALM]",
        "[realm *];[realm C.EXAMPLE]; | [realm C.EXAMPLE] must have the setting host"
      })
  void wrongSettingsForAllRealmsAreRefused(String text, String words) {
    assertRefused(text.replace(";", "\n").replace("%", A), words);
  }
}
