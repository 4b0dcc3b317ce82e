package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.dane.TestCertificate;
import org.kxover.dane.TestCertificateBuilder;
import org.kxover.dane.TlsaRecord;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsCredential;

/** A {@link LabPeer}'s zone, certificate and TLSA records. */
public final class PeerIdentity {
  private final Realm realm;
  private final Path folder;
  private final Zone zone;
  private final int port = Ports.free();
  private TestCertificate leaf;
  private TlsCredential credential;
  private boolean published;

  /** Makes a correct zone, and a self-signed certificate with a TLSA record 3 1 1. */
  PeerIdentity(Lab lab, Realm realm) throws Exception {
    this.realm = realm;
    folder = Files.createDirectory(lab.folder().resolve(realm.dnsName()));
    zone = lab.dns().zone(realm.dnsName());
    zone.add("www A 127.0.0.1").add("_kerberos.www TXT \"" + realm + "\"");
    zone.add("_kerberos TXT \"" + realm + "\"");
    zone.add("kx A 127.0.0.1").add("_kerberos-tls._tcp SRV 0 0 " + port + " " + host() + ".");
    TestCertificate own = certificate().selfSigned();
    shows(own);
    publishes(own.tlsa(3, 1, 1));
  }

  public Zone zone() {
    return zone;
  }

  public int port() {
    return port;
  }

  /** The host name in the SRV record. */
  public String host() {
    return "kx." + realm.dnsName();
  }

  /** The certificate that the peer presents in TLS. */
  public TestCertificate leaf() {
    return leaf;
  }

  TlsCredential credential() {
    return credential;
  }

  /** A valid certificate template with this realm's names, which a test can change and sign. */
  public TestCertificateBuilder certificate() {
    Instant now = Instant.now();
    return TestCertificateBuilder.leaf(host(), realm.name())
        .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
  }

  /** Presents this chain in TLS, from the next connection on. */
  void shows(TestCertificate newLeaf, TestCertificate... others)
      throws IOException, CredentialException {
    leaf = newLeaf;
    Path certificates = folder.resolve("kx.crt");
    Files.writeString(
        certificates,
        Stream.concat(Stream.of(leaf), Stream.of(others))
            .map(TestCertificate::pem)
            .collect(Collectors.joining()));
    Path key = folder.resolve("kx.key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, leaf.keyPem());
    credential = TlsCredential.load(certificates, key);
  }

  /** Publishes only these TLSA records, from the zone's next reload on. */
  void publishes(TlsaRecord... records) {
    String owner = "_" + port + "._tcp.kx TLSA";
    if (published) {
      zone.remove(owner);
    }
    published = records.length > 0;
    for (TlsaRecord record : records) {
      zone.add(
          "%s %d %d %d %s"
              .formatted(
                  owner,
                  record.usage(),
                  record.selector(),
                  record.matchingType(),
                  HexFormat.of().formatHex(record.association())));
    }
  }
}
