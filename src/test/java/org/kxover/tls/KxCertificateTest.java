package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.TlsaRecord;
import org.kxover.kerberos.Realm;

class KxCertificateTest {
  private static final Instant NOW = Instant.parse("2026-11-23T14:00:00Z");
  private static final String HOST = "kx.b.example";

  @TempDir Path folder;
  private Path certificate;
  private Path key;

  @BeforeEach
  void nameFiles() {
    certificate = folder.resolve("tls.pem");
    key = folder.resolve("tls.key");
  }

  private void create(String host, Duration validity) throws IOException {
    KxCertificate.create(
        new Realm("B.EXAMPLE"),
        host,
        validity,
        Clock.fixed(NOW, ZoneOffset.UTC),
        TlsLab.RANDOM,
        certificate,
        key);
  }

  private X509Certificate read() throws Exception {
    try (InputStream in = Files.newInputStream(certificate)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void hasTheExtensionsOfAKdcCertificate() throws Exception {
    create(HOST + ".", Duration.ofDays(365));
    X509Certificate made = read();

    made.verify(made.getPublicKey());
    assertEquals(Date.from(NOW.minus(Duration.ofMinutes(5))), made.getNotBefore());
    assertEquals(Date.from(NOW.plus(Duration.ofDays(365))), made.getNotAfter());
    assertEquals(-1, made.getBasicConstraints(), "no authority");
    assertEquals(
        List.of("1.3.6.1.5.2.3.5", "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
        made.getExtendedKeyUsage());
    assertArrayEquals(new boolean[] {true}, Arrays.copyOf(made.getKeyUsage(), 1));
    assertEquals(List.of(2, HOST), made.getSubjectAlternativeNames().iterator().next());
  }

  /**
   * The expected octets were written by hand from RFC 4556 section 3.2.2 and RFC 4120 section 5.2.
   */
  @Test
  void hasThePrincipalNameOfTheRealm() throws Exception {
    create(HOST, Duration.ofDays(1));
    Extensions extensions = new X509CertificateHolder(read().getEncoded()).getExtensions();
    GeneralName other =
        GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames()[1];
    assertEquals(GeneralName.otherName, other.getTagNo());
    ASN1Sequence name = ASN1Sequence.getInstance(other.getName());

    assertEquals("1.3.6.1.5.2.2", name.getObjectAt(0).toString());
    assertEquals(
        "a02f"
            + "302d"
            + "a00b1b09"
            + hex("B.EXAMPLE")
            + "a11e301c"
            + "a003020102"
            + "a1153013"
            + "1b06"
            + hex("krbtgt")
            + "1b09"
            + hex("B.EXAMPLE"),
        HexFormat.of().formatHex(name.getObjectAt(1).toASN1Primitive().getEncoded()));
  }

  private static String hex(String ascii) {
    return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void theKeyIsForItsOwnerOnly() throws Exception {
    create(HOST, Duration.ofDays(1));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    TlsCredential.load(certificate, key);
  }

  @Test
  void existingFilesAreKeptAndNoSingleFileIsLeft() throws Exception {
    Files.writeString(certificate, "mine");
    assertThrows(FileAlreadyExistsException.class, () -> create(HOST, Duration.ofDays(1)));
    assertEquals("mine", Files.readString(certificate));
    assertFalse(Files.exists(key));

    Files.delete(certificate);
    Files.writeString(key, "mine");
    assertThrows(FileAlreadyExistsException.class, () -> create(HOST, Duration.ofDays(1)));
    assertEquals("mine", Files.readString(key));
    assertFalse(Files.exists(certificate));

    Files.delete(key);
    create(HOST, Duration.ofDays(1));
  }

  @Test
  void keysAndSerialNumbersAreUnique() throws Exception {
    create(HOST, Duration.ofDays(1));
    X509Certificate first = read();
    Files.delete(certificate);
    Files.delete(key);
    create(HOST, Duration.ofDays(1));

    assertFalse(first.getPublicKey().equals(read().getPublicKey()));
    assertFalse(first.getSerialNumber().equals(read().getSerialNumber()));
  }

  @Test
  void aLongHostNameIsNotInTheSubject() throws Exception {
    String host = "kx." + "a".repeat(63) + ".example";
    create(host, Duration.ofDays(1));

    assertEquals("CN=kxoverd", read().getSubjectX500Principal().getName());
    assertEquals(List.of(2, host), read().getSubjectAlternativeNames().iterator().next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a..b", "kx.example\n", "é.example"})
  void hostsMustBeDnsNames(String host) {
    assertThrows(IllegalArgumentException.class, () -> create(host, Duration.ofDays(1)));
    assertFalse(Files.exists(key));
  }

  @Test
  void aValidityMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> create(HOST, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> create(HOST, Duration.ofDays(-1)));
  }

  @Test
  void theTlsaRecordHasTheDigestOfTheKey() throws Exception {
    create(HOST, Duration.ofDays(1));
    byte[] spki = read().getPublicKey().getEncoded();

    assertEquals(
        new TlsaRecord(3, 1, 1, MessageDigest.getInstance("SHA-256").digest(spki)),
        KxCertificate.tlsaRecord(read().getEncoded()));
    assertThrows(IllegalArgumentException.class, () -> KxCertificate.tlsaRecord(new byte[3]));
  }
}
