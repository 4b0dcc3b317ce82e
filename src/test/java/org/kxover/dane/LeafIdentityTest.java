package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kxover.dane.DaneVerdict.Status;
import org.kxover.kerberos.Realm;

/** The names and purposes that a leaf must have, for usages that check them. */
class LeafIdentityTest {
  private TestCertificate root;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("root").selfSigned();
  }

  private DaneVerdict verify(TestCertificateBuilder leaf, DaneContext context) throws Exception {
    return Dane.verify(
        TestCertificate.chain(leaf.by(root), root), List.of(root.tlsa(2, 1, 1)), context);
  }

  private void refused(String why, TestCertificateBuilder leaf, DaneContext context)
      throws Exception {
    DaneVerdict verdict = verify(leaf, context);
    assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
    assertTrue(verdict.reason().contains(why), verdict.reason());
  }

  private void accepted(TestCertificateBuilder leaf, DaneContext context) throws Exception {
    DaneVerdict verdict = verify(leaf, context);
    assertTrue(verdict.ok(), verdict.reason());
  }

  @Test
  void oneOfTheNamesIsEnough() throws Exception {
    accepted(TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM), Contexts.PLAIN);
    accepted(
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM),
        Contexts.named("x.example", Contexts.HOST));
    accepted(
        TestCertificateBuilder.leaf("x.example", Contexts.REALM)
            .dns(Contexts.HOST)
            .dns("y.example"),
        Contexts.PLAIN);
    refused(
        "it is for \"kx.b.example\", not for \"x.example\"",
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM),
        Contexts.named("x.example"));
    refused(
        "not for no host",
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM),
        Contexts.named());
  }

  /** RFC 9525 section 2: the subject of a certificate is not a DNS name. */
  @Test
  void theCommonNameIsNotAHostName() throws Exception {
    refused(
        "it is for no host",
        TestCertificateBuilder.of(Contexts.HOST).realm(Contexts.REALM),
        Contexts.PLAIN);
  }

  @Test
  void theRealmMustMatch() throws Exception {
    DaneContext any = Contexts.realm(Optional.empty());
    DaneContext lower = Contexts.realm(Optional.of(new Realm("b.example")));
    accepted(
        TestCertificateBuilder.leaf(Contexts.HOST, "C.EXAMPLE").realm(Contexts.REALM),
        Contexts.PLAIN);
    for (TestCertificateBuilder other :
        List.of(
            TestCertificateBuilder.leaf(Contexts.HOST, "C.EXAMPLE"),
            TestCertificateBuilder.of("leaf").dns(Contexts.HOST),
            TestCertificateBuilder.of("leaf")
                .dns(Contexts.HOST)
                .kerberos(Contexts.REALM, "krbtgt", "C.EXAMPLE"),
            TestCertificateBuilder.of("leaf")
                .dns(Contexts.HOST)
                .kerberos("C.EXAMPLE", "krbtgt", Contexts.REALM),
            TestCertificateBuilder.of("leaf").dns(Contexts.HOST).kerberos(Contexts.REALM, "alice"),
            TestCertificateBuilder.of("leaf").dns(Contexts.HOST).kerberos(Contexts.REALM, "krbtgt"),
            TestCertificateBuilder.of("leaf")
                .dns(Contexts.HOST)
                .kerberos(Contexts.REALM, "krbtgt", Contexts.REALM, "x"),
            TestCertificateBuilder.of("leaf")
                .dns(Contexts.HOST)
                .otherName(new DERUTF8String(Contexts.REALM)),
            TestCertificateBuilder.of("leaf")
                .dns(Contexts.HOST)
                .otherName(new DEROctetString(new byte[3])))) {
      refused("it has no Kerberos name krbtgt/B.EXAMPLE@B.EXAMPLE", other, Contexts.PLAIN);
      accepted(other, any);
    }
    refused("krbtgt/b.example", TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM), lower);
  }

  @Test
  void keyUsageAndPurposesMustFit() throws Exception {
    refused(
        "its key usage does not allow digital signatures",
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).usage(KeyUsage.keyEncipherment),
        Contexts.PLAIN);
    accepted(TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).usage(0), Contexts.PLAIN);
    refused("its extended key usage", purpose(KeyPurposeId.id_kp_emailProtection), Contexts.PLAIN);
    accepted(purpose(KeyPurposeId.id_kp_serverAuth), Contexts.PLAIN);
    accepted(purpose(KeyPurposeId.id_kp_clientAuth), Contexts.PLAIN);
  }

  private static TestCertificateBuilder purpose(KeyPurposeId purpose) throws Exception {
    return TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM)
        .extension(
            Extension.extendedKeyUsage.getId(), true, new ExtendedKeyUsage(purpose).getEncoded());
  }
}
