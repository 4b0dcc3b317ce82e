package org.kxover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kerberos.Realm;

/** The policy settings in a {@code [realm]} section. */
class PolicySettingsTest {
  @TempDir Path folder;

  private RealmSettings load(String line) throws IOException, ConfigException {
    String text = "[realm A.EXAMPLE]\nhost = kx.a.example\n" + line + "\n";
    Path file = Files.writeString(folder.resolve("kxoverd.conf"), text);
    return Settings.load(file).realms().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "deny *, B.EXAMPLE, true",
    "deny *.b.example, X.B.EXAMPLE, true",
    "deny *.b.example, Y.X.B.EXAMPLE, true",
    "deny *.b.example, B.EXAMPLE, false",
    "deny *.b.example, XB.EXAMPLE, false",
    "deny b.example, B.EXAMPLE, true",
    "deny B.Example, b.example, true",
    "deny *.B.Example, x.b.example, true",
    "deny b.example, X.B.EXAMPLE, false",
    "deny b.example, B.EXAMPLE.EXAMPLE, false",
  })
  void aRuleMatchesItsRealms(String rule, String realm, boolean matches) {
    assertEquals(matches, RealmRule.parse(rule).orElseThrow().matches(new Realm(realm)));
  }

  @Test
  void rulesKeepTheirOrder() throws Exception {
    List<RealmRule> rules =
        load("peer_realms = deny *.b.example ,allow  *").get(PolicySettings.PEER_REALMS);
    assertEquals("[deny *.b.example, allow *]", rules.toString());
  }

  @Test
  void rolesMayBeOneOrBoth() throws Exception {
    assertEquals(Set.of(RealmRole.CLIENT, RealmRole.SERVICE), load("").get(PolicySettings.ROLES));
    assertEquals(Set.of(RealmRole.CLIENT), load("roles = client").get(PolicySettings.ROLES));
    assertEquals(Set.of(RealmRole.SERVICE), load("roles = service").get(PolicySettings.ROLES));
  }

  @Test
  void noneGivesAnEmptyList() throws Exception {
    assertTrue(load("").get(PolicySettings.NEVER_LOOK_UP).contains("local"));
    assertEquals(Set.of(), load("never_look_up = none").get(PolicySettings.NEVER_LOOK_UP));
    assertEquals(
        Set.of("corp", "a.example"),
        load("never_look_up = Corp a.example.").get(PolicySettings.NEVER_LOOK_UP));
    assertEquals(List.of(), load("allowed_networks = none").get(PolicySettings.ALLOWED_NETWORKS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roles = server | roles is not client, service or both",
        "roles = client, service | roles is not",
        "peer_realms = * | peer_realms is not a list such as",
        "peer_realms = allow | peer_realms is not",
        "peer_realms = allow a..b | peer_realms is not",
        "peer_realms = allow *b.example | peer_realms is not",
        "peer_realms = allow x.*.example | peer_realms is not",
        "peer_realms = deny b.example allow * | peer_realms is not",
        "peer_realms = deny b.example, | peer_realms is not",
        "peer_realms = allow *, deny b.example | peer_realms has rules after a rule for all",
        "new_realms = -1 | new_realms is not a number",
        "new_realms = 100001 | new_realms is not a number",
        "new_realms_window = 31d | new_realms_window is not a time",
        "never_look_up = *.local | never_look_up is not a list of domains",
        "never_look_up = local none_ | never_look_up is not",
        "allowed_networks = 10.0.0.0 | allowed_networks is not a list such as",
        "allowed_networks = 10.0.0.1/8 | allowed_networks is not",
        "allowed_networks = 10.0.0.0/33 | allowed_networks is not",
        "allowed_networks = 10.0.0.256/32 | allowed_networks is not",
        "allowed_networks = fd00::1/8 | allowed_networks is not",
        "allowed_networks = localhost/8 | allowed_networks is not",
      })
  void whatIsWrongIsNamedWithItsLine(String line, String message) {
    ConfigException e = assertThrows(ConfigException.class, () -> load(line));
    assertTrue(e.getMessage().contains("kxoverd.conf:3: " + message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.1/32, 192.0.2.1, true",
    "192.0.2.1/32, 192.0.2.0, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.1, false",
  })
  void aNetworkContainsTheAddressesOfItsPrefix(String network, String address, boolean contains)
      throws Exception {
    assertEquals(contains, Network.of(network).contains(InetAddress.getByName(address)));
  }
}
