package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.kxover.config.TestSettings;
import org.kxover.crossing.FakeDns;
import org.kxover.crossing.RealmIdentity;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.DnsOutcome;
import org.kxover.kerberos.Realm;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Type;

class OwnRecordsLookTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final int PORT = 4088;

  @TempDir static Path folder;

  private static TlsCredential credential;
  private static TlsCredential other;
  private final FakeDns dns = new FakeDns();

  @BeforeEach
  void publish() throws Exception {
    if (credential == null) {
      credential = RealmIdentity.credential(folder, A, "kx.a.example");
      other = RealmIdentity.credential(folder, A, "other.a.example");
    }
    RealmIdentity.publish(dns, "a.example", PORT, credential);
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"A.EXAMPLE\"");
  }

  private OwnRecordsFinding look() {
    return look(A, credential);
  }

  private OwnRecordsFinding look(Realm realm, TlsCredential shown) {
    PeerTrust trust =
        new PeerTrust(TrustRoots.none(), TrustRoots.none(), java.time.Clock.systemUTC());
    return new OwnRecordsLook(TestSettings.of(realm), PORT, shown.chainDer(), trust, dns).look();
  }

  @Test
  void allThreeAreThere() {
    OwnRecordsFinding found = look();
    assertEquals(Map.of(), found.problems());
    assertEquals(Duration.ofSeconds(300), found.ttl());
    assertEquals(Optional.empty(), found.signedUntil());
  }

  @ParameterizedTest
  @EnumSource(value = DnsOutcome.class, mode = Mode.EXCLUDE, names = "SECURE")
  void anyOtherOutcomeThanSecureIsAProblem(DnsOutcome outcome) {
    dns.ends("_kerberos-tls._tcp.a.example", Type.SRV, outcome);
    OwnRecordsFinding found = look();
    String word = outcome.name().toLowerCase(Locale.ROOT);
    assertFalse(found.isUsable(OwnRecord.SRV));
    assertTrue(found.isUsable(OwnRecord.TXT) && found.isUsable(OwnRecord.TLSA));
    assertTrue(found.words().startsWith("SRV: " + word + ", "), found.words());
  }

  @ParameterizedTest
  @CsvSource({"0 0 4089 kx.a.example.", "0 0 4088 kx.b.example.", "0 0 0 ."})
  void aSrvRecordNamesOurHostAndPort(String data) {
    dns.secure("_kerberos-tls._tcp.a.example", Type.SRV, 300, data);
    assertEquals("SRV: no record names kx.a.example:4088", look().words());
    dns.secure("_kerberos-tls._tcp.a.example", Type.SRV, 300, data, "5 9 4088 KX.A.example.");
    assertEquals("", look().words());
  }

  @Test
  void theTlsaRecordFitsOurCertificate() {
    OwnRecordsFinding found = look(A, other);
    assertTrue(found.words().startsWith("TLSA: they do not fit our certificate: "), found.words());
  }

  /** Others take the realm in upper case where the record is provably absent, and only there. */
  @Test
  void theSpellingMayBeAbsentInUpperCase() {
    dns.ends("_kerberos.a.example", Type.TXT, DnsOutcome.ABSENT);
    assertTrue(look().isUsable(OwnRecord.TXT));
    Realm lower = new Realm("a.example");
    assertFalse(look(lower, credential).isUsable(OwnRecord.TXT));
    dns.ends("_kerberos.a.example", Type.TXT, DnsOutcome.FAILED);
    assertFalse(look().isUsable(OwnRecord.TXT));
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"B.EXAMPLE\"");
    assertEquals("TXT: a record names B.EXAMPLE, not A.EXAMPLE", look().words());
  }

  /** Others pass over such records, too: other applications may use that name. */
  @Test
  void textThatIsNoRealmIsPassedOver() {
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"v=x; y\"", "\"A.EXAMPLE\"", "\"\"");
    assertEquals("", look().words());
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"v=x; y\"");
    assertFalse(look().isUsable(OwnRecord.TXT));
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"A.EXAMPLE\"", "\"a.example\"");
    assertFalse(look().isUsable(OwnRecord.TXT));
  }
}
