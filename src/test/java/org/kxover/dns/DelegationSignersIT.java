package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * DS sets in the middle of a rollover, stale ones, and wrong ones. One DS record that leads to a
 * key which signs is enough (RFC 6840 section 5.11).
 */
class DelegationSignersIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A DS record of a key that the zone does not have. The digest follows. */
  private static final String STALE = " DS 12345 ";

  private static final String SHA256 = " 2 " + "07".repeat(32);

  @TempDir static Path folder;
  private static DnsWorld world;
  private static SecureDns dns;
  private static SecureDns withSha1;
  private static SecureDns unbound;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new DnsWorld(folder);
    zone("plain");
    zone("stale-rsa", "8" + SHA256);
    zone("stale-sha384", "13 4 " + "07".repeat(48));
    zone("stale-ed25519", "15" + SHA256);
    zone("stale-rsa-sha1", "5" + SHA256);
    zone("standby-rsa");
    world.zone("standby-rsa.example").standbyKey("RSASHA256");
    zone("signed-by-rsa", "13" + SHA256);
    world.zone("signed-by-rsa.example").algorithm("RSASHA256");
    zone("stale-unknown-digest", "13 99 0707");
    zone("unknown-key");
    world.zone("unknown-key.example").add("@ DNSKEY 257 3 17 " + "AAAA".repeat(16));
    zone("sha1-digest");
    world.zone("sha1-digest.example").digests(1);
    zone("both-digests");
    world.zone("both-digests.example").digests(1, 2);
    zone("sha1-beside-stale-sha256", "13" + SHA256);
    world.zone("sha1-beside-stale-sha256.example").digests(1);
    zone("sha1-beside-stale-sha384", "8 4 " + "07".repeat(48));
    world.zone("sha1-beside-stale-sha384.example").digests(1);
    zone("sha1-beside-unsupported", "5" + SHA256);
    world.zone("sha1-beside-unsupported.example").digests(1);
    zone("rsa-sha1");
    world.zone("rsa-sha1.example").algorithm("RSASHA1");
    zone("rsa-sha1-nsec3");
    world.zone("rsa-sha1-nsec3.example").algorithm("RSASHA1_NSEC3").nsec3();
    zone("rsa-sha1-forged");
    world
        .zone("rsa-sha1-forged.example")
        .algorithm("RSASHA1_NSEC3")
        .nsec3()
        .forge("www TXT \"false\"");
    zone("unknown-key-nsec3");
    world
        .zone("unknown-key-nsec3.example")
        .nsec3()
        .add("@ DNSKEY 257 3 17 " + "AAAA".repeat(16))
        .add("@ DNSKEY 256 3 13 AAAA")
        .add("@ DNSKEY 256 3 8 AA==");
    zone("only-stale", "8" + SHA256, "13" + SHA256);
    world.zone("only-stale.example").unsigned();
    world.start();
    TrustAnchors anchors = TrustAnchors.load(world.trustAnchorFile());
    dns = new ValidatingDns(world.address(), anchors, TIMEOUT, Clock.systemUTC());
    withSha1 =
        new ValidatingDns(
            world.address(), anchors, ZoneAlgorithms.WITH_RSA_SHA1, TIMEOUT, Clock.systemUTC());
    unbound = new TrustedResolverDns(world.address(), TIMEOUT, Clock.systemUTC());
  }

  /** Adds a signed zone below {@code example.}, and stale DS records for it. */
  private static void zone(String label, String... stale) {
    world.zone(label + ".example").add("www TXT \"" + label + "\"");
    for (String ds : stale) {
      world.zone("example").add(label + STALE + ds);
    }
  }

  @AfterAll
  static void stopWorld() {
    world.close();
  }

  private static DnsAnswer txt(SecureDns resolver, String zone) throws IOException {
    Name name = Name.fromString("www." + zone + ".example.");
    return resolver.lookup(name, Type.TXT, Deadline.in(TIMEOUT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "stale-rsa",
        "stale-sha384",
        "stale-ed25519",
        "stale-rsa-sha1",
        "standby-rsa",
        "signed-by-rsa",
        "stale-unknown-digest",
        "unknown-key",
        "unknown-key-nsec3",
        "both-digests",
      })
  void oneDsRecordThatLeadsToASigningKeyIsEnough(String zone) throws Exception {
    DnsAnswer answer = txt(dns, zone);
    assertEquals(DnsOutcome.SECURE, answer.outcome(), answer::toString);
    assertEquals(DnsOutcome.SECURE, txt(unbound, zone).outcome());
  }

  @Test
  void withoutSuchADsRecordTheZoneIsBogus() throws Exception {
    DnsAnswer answer = txt(dns, "only-stale");
    assertEquals(DnsOutcome.BOGUS, answer.outcome(), answer::toString);
    assertFalse(answer.reason().contains("null"), answer::reason);
  }

  /** The NSEC3 records of a zone count, whatever other keys it has. */
  @Test
  void absenceIsProvedBesideKeysThatNobodyCanRead() throws Exception {
    Name name = Name.fromString("nowhere.unknown-key-nsec3.example.");
    DnsAnswer answer = dns.lookup(name, Type.TXT, Deadline.in(TIMEOUT));
    assertEquals(DnsOutcome.ABSENT, answer.outcome(), answer::toString);
  }

  /** RFC 4509 section 3. */
  @ParameterizedTest
  @CsvSource({
    "sha1-digest, SECURE",
    "sha1-beside-unsupported, SECURE",
    "sha1-beside-stale-sha256, BOGUS",
    "sha1-beside-stale-sha384, BOGUS",
  })
  void aSha1DigestCountsOnlyWhereThereIsNoBetterOne(String zone, DnsOutcome expected)
      throws Exception {
    DnsAnswer answer = txt(dns, zone);
    assertEquals(expected, answer.outcome(), answer::toString);
    assertFalse(answer.reason().contains("null"), answer::reason);
  }

  /** RFC 9905. */
  @ParameterizedTest
  @CsvSource({
    "rsa-sha1, SECURE",
    "rsa-sha1-nsec3, SECURE",
    "rsa-sha1-forged, BOGUS",
  })
  void rsaWithSha1IsInsecureUnlessAllowed(String zone, DnsOutcome allowed) throws Exception {
    DnsAnswer answer = txt(dns, zone);
    assertEquals(DnsOutcome.INSECURE, answer.outcome(), answer::toString);
    assertEquals(allowed, txt(withSha1, zone).outcome());
  }
}
