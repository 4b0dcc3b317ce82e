package org.kxover.dns;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.TlsaRecord;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Zone;
import org.xbill.DNS.Rcode;

/**
 * Zones that are forged, expired or unsigned, and a resolver that leaves signatures out. A running
 * kxoverd asks the realm with the faulty zone, and is asked by it. RefusalIT tests faulty TXT
 * records of hosts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileDnsIT {
  private final Map<String, LabPeer> peers = new HashMap<>();
  private final Map<String, Zone> faulty = new HashMap<>();
  private Lab lab;
  private MeddlingProxy proxy;
  private AttackedRealm victim;

  @BeforeAll
  void startRealmsWithFaultyZones() throws Exception {
    lab = new Lab();
    proxy = new MeddlingProxy(lab.dns().resolver(), MeddlingProxy.HONEST);
    lab.dns().throughProxy(proxy.address());

    realm("realm-forged").forge("_kerberos-tls._tcp SRV 0 0 4088 kx.evil.example.");
    realm("realm-expired").expired();
    realm("realm-unsigned").unsigned();
    realm("spelling-forged").forge("_kerberos TXT \"SPELLING-FORGED.EXAMPLE.COM\"");
    String evil = "_tcp.kx TLSA 3 1 1 " + "00".repeat(32);
    realm("daemon-forged").forge("_" + peers.get("daemon-forged").identity().port() + "." + evil);
    daemonElsewhere("daemon-expired").expired();
    daemonElsewhere("daemon-unsigned").unsigned();
    realm("good");

    LabRealm a = lab.realm("A.EXAMPLE");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
  }

  /** Adds a realm, and a host of the realm in the zone hosts.example, which has no faults. */
  private Zone realm(String name) throws Exception {
    LabPeer peer = lab.peer(name.toUpperCase(Locale.ROOT) + ".EXAMPLE");
    lab.dns().zone("hosts.example").add("_kerberos." + name + " TXT \"" + peer.name() + "\"");
    peers.put(name, peer);
    faulty.put(name, peer.identity().zone());
    return peer.identity().zone();
  }

  /** Adds a realm whose daemon runs on a host of another zone. Returns that zone. */
  private Zone daemonElsewhere(String name) throws Exception {
    Zone zone = realm(name);
    LabPeer peer = peers.get(name);
    TlsaRecord tlsa = peer.identity().leaf().tlsa(3, 1, 1);
    zone.remove("_kerberos-tls._tcp");
    zone.add(
        "_kerberos-tls._tcp SRV 0 0 %d kx.%s-host.example."
            .formatted(peer.identity().port(), name));
    Zone other = lab.dns().zone(name + "-host.example").add("kx A 127.0.0.1");
    other.add(
        "_%d._tcp.kx TLSA 3 1 1 %s"
            .formatted(peer.identity().port(), HexFormat.of().formatHex(tlsa.association())));
    faulty.put(name, other);
    return other;
  }

  @AfterAll
  void close() throws Exception {
    proxy.close();
    lab.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "realm-forged    | bogus    | _kerberos-tls._tcp.realm-forged. | _kerberos-tls._tcp.realm-forged.",
        "realm-expired   | bogus    | _kerberos-tls._tcp.realm-expired. | _kerberos.realm-expired.",
        "realm-unsigned  | insecure | _kerberos-tls._tcp.realm-unsigned. | _kerberos.realm-unsigned.",
        "daemon-forged   | bogus    | _tcp.kx.daemon-forged. | _tcp.kx.daemon-forged.",
        "daemon-expired  | bogus    | _tcp.kx.daemon-expired-host. | _tcp.kx.daemon-expired-host.",
        "daemon-unsigned | insecure | _tcp.kx.daemon-unsigned-host. | _tcp.kx.daemon-unsigned-host.",
      })
  void isNotBelieved(String name, String outcome, String asking, String asked) throws Exception {
    LabPeer peer = peers.get(name);
    victim.doesNotCrossTo(name + ".hosts.example", "failed, " + outcome + ": ", asking);
    refused(peer, outcome, asked);

    faulty.get(name).honest().signed();
    lab.dns().reload();
    // A restart empties its cache, which may hold that a zone is unsigned.
    victim.realm().kxoverd().restart();
    victim.crossesTo(peer);
    victim.answers(peer);
  }

  /** The asked realm also looks up a TXT record with the spelling of the asking realm. */
  @Test
  void aForgedSpellingIsNotBelieved() throws Exception {
    LabPeer peer = peers.get("spelling-forged");
    refused(peer, "bogus", "_kerberos.spelling-forged.");
    faulty.get("spelling-forged").honest();
    lab.dns().reload();
    victim.answers(peer);
  }

  private void refused(LabPeer peer, String outcome, String record) throws Exception {
    victim.refuses(
        () -> peer.asks(victim.realm()).close(),
        "KDC_ERR_CANT_VERIFY_CERTIFICATE: " + outcome + ": ",
        record);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_kerberos-tls._tcp.good.example. SRV", "_kerberos.good.example. TXT"})
  void signaturesLeftOutOnTheWay(String question) throws Exception {
    meddled(MeddlingProxy.lie(question, MeddlingProxy.stripped()));
  }

  /** The resolver denies the DS record, so that the realm's zone looks unsigned. */
  @Test
  void aDelegationThatIsSaidToBeInsecure() throws Exception {
    meddled(
        MeddlingProxy.lie(
            "good.example. DS",
            (query, honest) -> Optional.of(MeddlingProxy.empty(query, Rcode.NOERROR))));
  }

  private void meddled(MeddlingProxy.Meddler attack) throws Exception {
    LabPeer good = peers.get("good");
    victim.realm().kxoverd().restart();
    proxy.meddle(attack);
    refused(good, "bogus", ".good.");
    proxy.meddle(MeddlingProxy.HONEST);
    victim.answers(good);
  }
}
