package org.kxover.crossing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.TestCertificate;
import org.kxover.dane.TestCertificateBuilder;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;

/**
 * Realms with secure DNS whose certificates do not match their records. Each asks a running kxoverd
 * and is asked by it. Realms that differ only by the missing fault prove that the fault is the
 * reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileCertificateIT {
  private static final Duration DAY = Duration.ofDays(1);

  private final Map<String, LabPeer> peers = new HashMap<>();
  private Lab lab;
  private AttackedRealm victim;

  @BeforeAll
  void aWorldOfCertificates() throws Exception {
    lab = new Lab();
    TestCertificate authority = now(TestCertificateBuilder.authority("authority")).selfSigned();
    TestCertificate other = now(TestCertificateBuilder.authority("authority")).selfSigned();
    TestCertificate old = past(TestCertificateBuilder.authority("authority")).selfSigned();

    TestCertificate another = peer("swapped").identity().certificate().selfSigned();
    peer("swapped").publishes(another.tlsa(3, 1, 1));
    TestCertificate expired = past(peer("expired-ee").identity().certificate()).selfSigned();
    peer("expired-ee").shows(expired).publishes(expired.tlsa(3, 1, 1));
    TestCertificate stranger =
        now(TestCertificateBuilder.leaf("kx.other.example", "OTHER.EXAMPLE")).selfSigned();
    peer("nameless-ee").shows(stranger).publishes(stranger.tlsa(3, 1, 1));

    TestCertificate nobody = now(TestCertificateBuilder.nobody()).selfSigned();
    peer("nobody-ee").shows(nobody).publishes(nobody.tlsa(3, 1, 1));

    byAuthority("ta", peer("ta").identity().certificate(), authority);
    byAuthority("expired", past(peer("expired").identity().certificate()), authority);
    byAuthority("early", future(peer("early").identity().certificate()), authority);
    byAuthority(
        "host", now(TestCertificateBuilder.leaf("kx.other.example", "HOST.EXAMPLE")), authority);
    byAuthority(
        "realm", now(TestCertificateBuilder.leaf("kx.realm.example", "OTHER.EXAMPLE")), authority);
    byAuthority(
        "case", now(TestCertificateBuilder.leaf("kx.case.example", "case.example")), authority);
    byAuthority("old", peer("old").identity().certificate(), old);
    byAuthority("unmatched", peer("unmatched").identity().certificate(), authority)
        .publishes(other.tlsa(2, 0, 1));
    byAuthority("false", peer("false").identity().certificate(), other)
        .shows(peer("false").identity().leaf(), authority)
        .publishes(authority.tlsa(2, 0, 1));
    byAuthority("pkix", peer("pkix").identity().certificate(), authority)
        .publishes(peer("pkix").identity().leaf().tlsa(1, 0, 1));

    beyondItsLimits();

    LabRealm a = lab.realm("A.EXAMPLE");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
  }

  /** Authorities that vouch for a name or a purpose that they must not vouch for. */
  private void beyondItsLimits() throws Exception {
    for (String name : List.of("excluded", "allowed")) {
      String outside =
          name.equals("excluded") ? peer(name).identity().host() : "other.allowed.example";
      TestCertificate member =
          now(TestCertificateBuilder.authority("member"))
              .limits(name + ".example", outside)
              .selfSigned();
      TestCertificateBuilder wildcard =
          TestCertificateBuilder.leaf("*." + name + ".example", peer(name).name());
      byAuthority(name, now(wildcard), member);
    }
    TestCertificate mail =
        now(TestCertificateBuilder.authority("mail"))
            .purpose(KeyPurposeId.id_kp_emailProtection)
            .selfSigned();
    byAuthority("mail", peer("mail").identity().certificate(), mail);
    TestCertificate tls =
        now(TestCertificateBuilder.authority("tls"))
            .purpose(KeyPurposeId.id_kp_serverAuth)
            .selfSigned();
    byAuthority("tls", peer("tls").identity().certificate(), tls);
    TestCertificate root = now(TestCertificateBuilder.authority("root")).selfSigned();
    TestCertificate nobody = now(TestCertificateBuilder.nobody()).selfSigned();
    peer("nobody").shows(nobody, root).publishes(root.tlsa(2, 0, 1));
  }

  /** The realm of that name in {@code example.}, at first with a valid certificate. */
  private LabPeer peer(String name) throws Exception {
    if (!peers.containsKey(name)) {
      peers.put(name, lab.peer(name.toUpperCase(Locale.ROOT) + ".EXAMPLE"));
    }
    return peers.get(name);
  }

  private LabPeer byAuthority(String name, TestCertificateBuilder leaf, TestCertificate authority)
      throws Exception {
    return peer(name).shows(leaf.by(authority), authority).publishes(authority.tlsa(2, 0, 1));
  }

  private static TestCertificateBuilder now(TestCertificateBuilder making) {
    return making.valid(Instant.now().minus(DAY), Instant.now().plus(DAY));
  }

  private static TestCertificateBuilder past(TestCertificateBuilder making) {
    return making.valid(Instant.now().minus(DAY.multipliedBy(2)), Instant.now().minus(DAY));
  }

  private static TestCertificateBuilder future(TestCertificateBuilder making) {
    return making.valid(Instant.now().plus(DAY), Instant.now().plus(DAY.multipliedBy(2)));
  }

  @AfterAll
  void part() throws Exception {
    lab.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "swapped   | the peer's certificate needs the record TLSA 3 1 1",
        "expired   | the certificate at depth 0: it has expired",
        "early     | the certificate at depth 0: it is not valid yet",
        "old       | the certificate at depth 1: it has expired",
        "host      | the certificate at depth 0: it is for",
        "realm     | it has no Kerberos name krbtgt/REALM.EXAMPLE@REALM.EXAMPLE",
        "case      | it has no Kerberos name krbtgt/CASE.EXAMPLE@CASE.EXAMPLE",
        "unmatched | the chain has none of the authorities that the records name",
        "false     | no chain of signatures leads from an anchor to the leaf",
        "excluded  | the certificate at depth 1: its name constraints exclude \"kx.excluded.example\"",
        "mail      | the certificate at depth 1: its extended key usage allows neither TLS nor a KDC",
        "nobody    | certificate 0 of the chain: its issuer is empty",
        "pkix      | PKIX-EE needs root certificates, and none are set",
      })
  void doesNotFit(String name, String says) throws Exception {
    LabPeer peer = peer(name);
    victim.doesNotCrossTo(
        peer.host(), "failed, unauthenticated: certificate of " + peer.identity().host(), says);
    victim.refuses(
        () -> peer.asks(victim.realm()).close(),
        "KDC_ERR_INVALID_CERTIFICATE: unauthenticated: the certificate is none of " + peer.name(),
        says);
  }

  /**
   * With TLSA 3 1 1 only the key counts. Dates and names are ignored (RFC 7671 section 5.1), even
   * if the certificate has no names at all.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ta", "expired-ee", "nameless-ee", "nobody-ee", "allowed", "tls"})
  void fits(String name) throws Exception {
    victim.crossesTo(peer(name));
    victim.answers(peer(name));
  }
}
