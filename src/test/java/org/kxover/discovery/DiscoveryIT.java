package org.kxover.discovery;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.dane.TlsaRecord;
import org.kxover.dns.Deadline;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DnsWorld;
import org.kxover.lab.Zone;

/** Discovery of a realm in really signed zones, and in forged, unsigned and expired ones. */
class DiscoveryIT {
  private static final Realm REALM = new Realm("B.EXAMPLE");
  private static final Duration TIME = Duration.ofSeconds(20);

  @TempDir Path folder;

  private static Discovery discovery(DnsWorld dns) throws Exception {
    TrustAnchors anchors = TrustAnchors.load(dns.trustAnchorFile());
    return new Discovery(
        new ValidatingDns(dns.address(), anchors, Duration.ofSeconds(5), Clock.systemUTC()),
        new Random());
  }

  private static Zone describe(Zone zone) {
    return zone.add("_kerberos.www TXT \"B.EXAMPLE\"")
        .add("_kerberos TXT \"B.EXAMPLE\"")
        .add("_kerberos-tls._tcp SRV 0 0 749 kdc")
        .add("_749._tcp.kdc TLSA 3 1 1 ab12")
        .add("kdc A 127.0.0.1");
  }

  @Test
  void findsRealmAndServers() throws Exception {
    try (DnsWorld dns = new DnsWorld(folder)) {
      describe(dns.zone("b.example"));
      dns.start();
      Discovery discovery = discovery(dns);

      assertEquals(REALM, discovery.realmOf("www.b.example", TIME).realm());
      TlsaRecord tlsa = new TlsaRecord(3, 1, 1, new byte[] {(byte) 0xab, 0x12});
      Peer kdc = new Peer("kdc.b.example", 749, List.of(tlsa));
      assertEquals(List.of(kdc), RealmPeersTest.all(discovery.peersOf(REALM, TIME)));
      assertEquals(List.of(InetAddress.getByName("127.0.0.1")), discovery.addressesOf(kdc, TIME));
      assertDoesNotThrow(() -> discovery.requireSpelling(REALM, Deadline.in(TIME)));
      assertEquals(DiscoveryFailure.INVALID, spelling(discovery, new Realm("b.example")).failure());
    }
  }

  @Test
  void eachFaultOfTheZoneHasItsFailure() throws Exception {
    try (DnsWorld dns = new DnsWorld(folder)) {
      Zone zone = describe(dns.zone("b.example"));
      dns.start();
      assertEquals(REALM, discovery(dns).realmOf("www.b.example", TIME).realm());

      zone.forge("_kerberos.www TXT \"EVIL.EXAMPLE\"").forge("_749._tcp.kdc TLSA 3 1 1 ffff");
      dns.reload();
      assertEquals(DiscoveryFailure.BOGUS, hostFailure(discovery(dns)));
      assertEquals(DiscoveryFailure.BOGUS, peerFailure(discovery(dns)));

      zone.honest().unsigned();
      dns.reload();
      assertEquals(DiscoveryFailure.INSECURE, hostFailure(discovery(dns)));
      assertEquals(DiscoveryFailure.INSECURE, peerFailure(discovery(dns)));

      zone.expired();
      dns.reload();
      assertEquals(DiscoveryFailure.BOGUS, hostFailure(discovery(dns)));

      zone.nsec3().remove("_kerberos.www TXT").remove("_kerberos-tls._tcp");
      dns.reload();
      assertEquals(DiscoveryFailure.ABSENT, hostFailure(discovery(dns)));
      assertEquals(DiscoveryFailure.ABSENT, peerFailure(discovery(dns)));

      zone.add("_kerberos._tcp SRV 0 0 749 kdc");
      dns.reload();
      assertEquals(1, RealmPeersTest.all(discovery(dns).peersOf(REALM, TIME)).size());

      dns.stop();
      assertEquals(DiscoveryFailure.FAILED, hostFailure(discovery(dns)));
    }
  }

  private static DiscoveryFailure hostFailure(Discovery discovery) {
    return assertThrows(DiscoveryException.class, () -> discovery.realmOf("www.b.example", TIME))
        .failure();
  }

  private static DiscoveryFailure peerFailure(Discovery discovery) {
    return assertThrows(DiscoveryException.class, () -> discovery.peersOf(REALM, TIME).next())
        .failure();
  }

  private static DiscoveryException spelling(Discovery discovery, Realm claimed) {
    return assertThrows(DiscoveryException.class, () -> discovery.peersOfClaimed(claimed, TIME));
  }
}
