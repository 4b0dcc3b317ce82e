package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.Network;

class DestinationsTest {
  private final Destinations destinations = new Destinations(List.of(), address -> false);

  private Optional<String> objection(String address) throws Exception {
    return destinations.objection(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2a00::1",
        "2001:200::1",
        // 8.8.8.8 in NAT64 and in 6to4.
        "64:ff9b::8.8.8.8",
        "2002:808:808::1"
      })
  void theInternetIsOpen(String address) throws Exception {
    assertEquals(Optional.empty(), objection(address));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "127.0.0.1, loopback",
    "127.255.0.1, loopback",
    "10.1.2.3, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.0.1, private",
    "100.64.0.1, shared",
    "100.127.255.255, shared",
    "169.254.169.254, link-local",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "192.0.0.8, reserved",
    "198.19.0.1, for benchmarks",
    "192.0.2.1, for documentation",
    "'::', unspecified",
    "::1, loopback",
    "fe80::1, link-local",
    "febf::1, link-local",
    "fec0::1, site-local",
    "fd12::1, a unique local address",
    "fc00::1, a unique local address",
    "ff02::1, multicast",
    "2001:db8::1, for documentation",
    "2001:0:808:808::1, reserved",
    "4000::1, not a public address",
    // IPv4 in IPv6: mapped (which Java turns into IPv4), compatible, NAT64, 6to4.
    "::ffff:10.0.0.1, private",
    "::ffff:127.0.0.1, loopback",
    "::127.0.0.1, not a public address",
    "64:ff9b::127.0.0.1, IPv4 inside IPv6 and loopback",
    "64:ff9b::10.1.2.3, IPv4 inside IPv6 and private",
    "64:ff9b:1::8.8.8.8, local NAT64",
    "2002:7f00:1::1, IPv4 inside IPv6 and loopback",
    "2002:a01:203::1, IPv4 inside IPv6 and private",
    "2002:c0a8:1::1, IPv4 inside IPv6 and private"
  })
  void ourOwnNetworkIsNot(String address, String what) throws Exception {
    String objection = objection(address).orElse("none");
    assertTrue(objection.startsWith(what), objection);
  }

  /** A public address is open on every machine that does not have it. */
  @Test
  void thisMachineIsNoTarget() throws Exception {
    Set<InetAddress> own =
        Set.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName("2a00::1"));
    Destinations from = new Destinations(List.of(), own::contains);
    for (String one : List.of("8.8.8.8", "::ffff:8.8.8.8", "2a00::1")) {
      assertEquals(
          Optional.of("an address of this machine"), from.objection(InetAddress.getByName(one)));
    }
    for (String one : List.of("64:ff9b::8.8.8.8", "2002:808:808::1")) {
      assertEquals(
          Optional.of("IPv4 inside IPv6 and an address of this machine"),
          from.objection(InetAddress.getByName(one)));
    }
    assertEquals(Optional.empty(), from.objection(InetAddress.getByName("8.8.4.4")));
    Destinations listed = new Destinations(List.of(Network.of("8.8.8.8/32")), own::contains);
    assertEquals(Optional.empty(), listed.objection(InetAddress.getByName("8.8.8.8")));
  }

  @Test
  void eachInterfaceIsOfThisMachine() throws Exception {
    for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(one.getInetAddresses())) {
        assertTrue(NetworkParts.isOfThisMachine(address), address.toString());
      }
    }
    assertFalse(NetworkParts.isOfThisMachine(InetAddress.getByName("192.0.2.77")));
  }

  @Test
  void onlyAllowedNetworksAreOpen() throws Exception {
    Destinations allowed =
        new Destinations(
            List.of(Network.of("10.1.0.0/16"), Network.of("fd12::/16")), address -> false);
    for (String open : List.of("10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1")) {
      assertEquals(Optional.empty(), allowed.objection(InetAddress.getByName(open)), open);
    }
    for (String closed : List.of("10.2.0.1", "127.0.0.1", "64:ff9b::10.2.0.1", "fd13::1")) {
      assertTrue(allowed.objection(InetAddress.getByName(closed)).isPresent(), closed);
    }
  }
}
