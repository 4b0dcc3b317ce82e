package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An authority vouches for no name and for no purpose beyond its limits. */
class AuthorityLimitsTest {
  private static final String NAME_CONSTRAINTS = Extension.nameConstraints.getId();

  private TestCertificate root;

  @BeforeEach
  void make() throws Exception {
    root = authority("root").selfSigned();
  }

  private static TestCertificateBuilder authority(String name) {
    return TestCertificateBuilder.authority(name);
  }

  private static TestCertificateBuilder leaf() {
    return leaf(Contexts.HOST);
  }

  private static TestCertificateBuilder leaf(String name) {
    return TestCertificateBuilder.leaf(name, Contexts.REALM);
  }

  /** A wildcard is not below an excluded name, but it covers the name. */
  @Test
  void aWildcardIsForNoHostThatAnAuthorityExcludes() throws Exception {
    TestCertificate member = authority("member").limits("b.example", "KX.b.example").by(root);
    TestCertificate below = authority("below").by(member);
    TestCertificate ownRoot = authority("own").limits("b.example", Contexts.HOST).selfSigned();
    for (PathWays way :
        List.of(
            PathWays.of(root, leaf("*.b.example").by(member), member),
            PathWays.of(root, leaf("*.B.example").by(below), below, member),
            PathWays.of(ownRoot, leaf("*.b.example").by(ownRoot)))) {
      way.refusedFor(Contexts.HOST, "its name constraints exclude \"kx.b.example\"");
      way.refusedFor("kx.b.example.", "its name constraints exclude \"kx.b.example.\"");
      way.acceptedFor("other.b.example");
      way.acceptedFor(Contexts.HOST, "other.b.example");
    }
    DaneVerdict bareKey =
        Dane.verify(
            TestCertificate.chain(leaf("*.b.example").by(member), member),
            List.of(root.tlsa(2, 1, 0)),
            Contexts.PLAIN);
    assertTrue(bareKey.reason().contains("its name constraints exclude"), bareKey.reason());
    TestCertificate other = authority("other").limits(null, "x.b.example").by(root);
    PathWays.of(root, leaf("*.b.example").by(other), other).accepted();
  }

  @Test
  void constraintsThatAreNotCriticalAreObeyed() throws Exception {
    byte[] limits = Limits.dns("c.example", null).getEncoded();
    byte[] excluded = Limits.dns(null, Contexts.HOST).getEncoded();
    byte[] wide = Limits.dns("b.example", "x.b.example").getEncoded();
    TestCertificate outside = authority("ca").extension(NAME_CONSTRAINTS, false, limits).by(root);
    TestCertificate without = authority("ca").extension(NAME_CONSTRAINTS, false, excluded).by(root);
    TestCertificate inside = authority("ca").extension(NAME_CONSTRAINTS, false, wide).by(root);
    PathWays.of(root, leaf().by(outside), outside).refused("names are outside");
    PathWays.of(root, leaf().by(without), without).refused("names are outside");
    PathWays.of(root, leaf("*.b.example").by(without), without).refused("constraints exclude");
    PathWays.of(root, leaf().by(inside), inside).accepted();
  }

  /** RFC 5280 section 4.2.1.10 constrains the names in the subjectAltName. */
  @Test
  void aCommonNameIsNoHostNameForConstraints() throws Exception {
    TestCertificate permitted = authority("permitted").limits("b.example", null).by(root);
    for (String name : List.of("an-intermediate", "ca.c.example", "Some CA", "10.0.0.1")) {
      TestCertificate sub = authority(name).by(permitted);
      PathWays.of(root, leaf().by(sub), sub, permitted).accepted();
    }
    TestCertificate named = authority("an-intermediate").dns("ca.c.example").by(permitted);
    PathWays.of(root, leaf().by(named), named, permitted)
        .refused("depth 1: its names are outside the name constraints");
    TestCertificate second = authority("sub").by(permitted);
    PathWays.of(root, leaf("kx.c.example").by(second), second, permitted)
        .refusedFor("kx.c.example", "depth 0: its names are outside the name constraints");
  }

  @Test
  void otherKindsOfNamesAreConstrained() throws Exception {
    TestCertificate elsewhere = directory("CN=other").by(root);
    PathWays.of(root, leaf().by(elsewhere), elsewhere).refused("names are outside");
    TestCertificate right = directory("CN=leaf").by(root);
    PathWays.of(root, leaf().by(right), right).accepted();

    // RFC 5280 has no rule for constraints of an otherName, such as the realm's.
    GeneralName realm =
        new GeneralName(
            GeneralName.otherName,
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1ObjectIdentifier("1.3.6.1.5.2.2"),
                  new DERTaggedObject(true, 0, new DERSequence())
                }));
    TestCertificate odd = limited(List.of(), List.of(realm)).by(root);
    PathWays.of(root, leaf().by(odd), odd).refused("a kind of name that cannot be checked");
  }

  private static TestCertificateBuilder directory(String subject) throws Exception {
    return limited(List.of(new GeneralName(new X500Name(subject))), List.of());
  }

  private static TestCertificateBuilder limited(
      List<GeneralName> permitted, List<GeneralName> excluded) throws Exception {
    return authority("ca")
        .extension(NAME_CONSTRAINTS, true, Limits.of(permitted, excluded).getEncoded());
  }

  @Test
  void malformedConstraintsAreRefused() throws Exception {
    String dot = "depth 1: a dNSName in its name constraints begins with a dot";
    refusedEverywhere(dot, Limits.dns(".b.example", null).getEncoded());
    refusedEverywhere(dot, Limits.dns("b.example", ".c.example").getEncoded());
    byte[] empty = new DERSequence().getEncoded();
    refusedEverywhere("depth 1: its name constraints are empty", empty);
    byte[] none = new DERSequence(new DERTaggedObject(false, 0, new DERSequence())).getEncoded();
    refusedEverywhere("depth 1: its name constraints are empty", none);
    DERSequence tree =
        new DERSequence(
            new ASN1Encodable[] {
              new GeneralName(GeneralName.dNSName, "b.example"),
              new DERTaggedObject(false, 1, new ASN1Integer(3))
            });
    refusedEverywhere(
        "depth 1: its name constraints have a minimum or a maximum",
        new DERSequence(new DERTaggedObject(false, 0, new DERSequence(tree))).getEncoded());
    // RFC 5280 lets a URI and a mail address begin with a dot in a constraint.
    for (int kind : new int[] {GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier}) {
      TestCertificate mail = limited(Limits.names(kind, ".b.example"), List.of()).by(root);
      PathWays.of(root, leaf().by(mail), mail).accepted();
    }
  }

  @Test
  void constraintsThatCannotBeReadAreRefused() throws Exception {
    byte[] number = {2, 1, 0};
    byte[] indefinite = {0x30, (byte) 0x80, 0, 0};
    TestCertificate soft = authority("ca").extension(NAME_CONSTRAINTS, false, number).by(root);
    PathWays.of(root, leaf().by(soft), soft).refused("its name constraints are malformed");
    // The platform does not read such a certificate at all.
    TestCertificate hard = authority("ca").extension(NAME_CONSTRAINTS, true, number).by(root);
    PathWays.of(root, leaf().by(hard), hard).refused("certificate 1 of the chain: ");
    TestCertificate ber = authority("ca").extension(NAME_CONSTRAINTS, true, indefinite).by(root);
    PathWays.of(root, leaf().by(ber), ber).refused("its name constraints are not DER");
  }

  /** As such a constraint is no name of a host, no host would ever be outside. */
  @Test
  void aConstraintThatIsNoHostNameIsRefused() throws Exception {
    String why = "depth 1: a dNSName in its name constraints is no host name";
    for (String name : List.of("*.b.example", "kx.b.example..", "kx..example", " kx.b.example")) {
      refusedEverywhere(why, Limits.dns(null, name).getEncoded());
    }
    for (String name : List.of("x.b.example.", "_x.b.example", "XN--x.example", "1.2.3.example")) {
      TestCertificate ca = authority("ca").limits(null, name).by(root);
      PathWays.of(root, leaf().by(ca), ca).accepted();
    }
  }

  /** Comparing the constraints of two authorities costs the product of their numbers. */
  @Test
  void moreConstraintsInAPathThanWouldBeComparedAreRefused() throws Exception {
    String why = "the path has 257 name constraints, more than 256";
    refusedEverywhere(why, many(257));
    TestCertificate crowd = authority("ca").extension(NAME_CONSTRAINTS, true, many(256)).by(root);
    PathWays.of(root, leaf().by(crowd), crowd).accepted();
    TestCertificate one = authority("one").limits("b.example", null).by(crowd);
    PathWays.of(root, leaf().by(one), one, crowd).refused(why);
    TestCertificate most = authority("ca").extension(NAME_CONSTRAINTS, true, many(255)).by(root);
    TestCertificate last = authority("one").limits("b.example", null).by(most);
    PathWays.of(root, leaf().by(last), last, most).accepted();
  }

  /** Two validators share the work on a path with name constraints. */
  @Test
  void aConstrainedPathIsValidatedAsStrictlyAsAnother() throws Exception {
    byte[] explicit =
        new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0))).getEncoded();
    TestCertificate limit = authority("limit").limits("b.example", "x.b.example").by(root);
    for (TestCertificate top : List.of(root, limit)) {
      TestCertificate sub = authority("sub").by(top);
      PathWays.of(root, leaf().by(sub), sub, limit).accepted();
      TestCertificate expired =
          leaf()
              .valid(
                  TestCertificateBuilder.NOW.minusSeconds(9),
                  TestCertificateBuilder.NOW.minusSeconds(1))
              .by(sub);
      PathWays.of(root, expired, sub, limit).refused("depth 0: it has expired");
      TestCertificate odd =
          authority("odd").extension("1.3.6.1.4.1.99999.1", true, new byte[] {5, 0}).by(top);
      PathWays.of(root, leaf().by(odd), odd, limit).refused("depth 1: it has a critical extension");
      TestCertificate none = TestCertificateBuilder.of("none").by(top);
      PathWays.of(root, leaf().by(none), none, limit).refused("depth 1: it is not a CA");
      TestCertificate policy =
          authority("policy")
              .extension(Extension.policyConstraints.getId(), true, explicit)
              .by(top);
      PathWays.of(root, leaf().by(policy), policy, limit).refused("policies");
    }
  }

  private static byte[] many(int count) throws Exception {
    List<GeneralName> names =
        Collections.nCopies(count, new GeneralName(GeneralName.dNSName, "b.example"));
    return Limits.of(names, List.of()).getEncoded();
  }

  /** As a root, and between root and leaf; critical or not. */
  private void refusedEverywhere(String why, byte[] constraints) throws Exception {
    for (boolean critical : new boolean[] {true, false}) {
      TestCertificate asRoot =
          authority("ca").extension(NAME_CONSTRAINTS, critical, constraints).selfSigned();
      PathWays.of(asRoot, leaf().by(asRoot)).refused(why);
      TestCertificate between =
          authority("ca").extension(NAME_CONSTRAINTS, critical, constraints).by(root);
      PathWays.of(root, leaf().by(between), between).refused(why);
    }
  }

  @Test
  void anAuthorityForOtherPurposesIsRefused() throws Exception {
    String why = "depth 1: its extended key usage allows neither TLS nor a KDC";
    TestCertificate mail = purpose(KeyPurposeId.id_kp_emailProtection).by(root);
    TestCertificate mailRoot = purpose(KeyPurposeId.id_kp_emailProtection).selfSigned();
    PathWays.of(root, leaf().by(mail), mail).refused(why);
    PathWays.of(mailRoot, leaf().by(mailRoot)).refused(why);
    PathWays.of(mail, leaf().by(mail)).refused(why);
    TestCertificate below = purpose(KeyPurposeId.id_kp_serverAuth).by(mail);
    PathWays.of(root, leaf().by(below), below, mail).refused("depth 2: its extended key usage");
    TestCertificate critical = purposes(true, KeyPurposeId.id_kp_emailProtection).by(root);
    PathWays.of(root, leaf().by(critical), critical).refused(why);
  }

  /** The platform reads a certificate as if such an extension were absent. */
  @Test
  void usesThatCannotBeReadAreRefused() throws Exception {
    byte[] number = {2, 1, 0};
    Extension purposes = new Extension(Extension.extendedKeyUsage, false, number);
    Extension usage = new Extension(Extension.keyUsage, false, number);
    String purpose = ": its extended key usage is malformed";
    String use = ": its key usage is malformed";
    TestCertificate ca = with(purposes, authority("ca")).by(root);
    PathWays.of(root, leaf().by(ca), ca).refused("depth 1" + purpose);
    PathWays.of(root, with(purposes, leaf()).by(root)).refused("depth 0" + purpose);
    TestCertificate own = with(purposes, authority("own")).selfSigned();
    PathWays.of(own, leaf().by(own)).refused("depth 1" + purpose);
    TestCertificate any = with(usage, authority("ca").usage(0)).by(root);
    PathWays.of(root, leaf().by(any), any).refused("depth 1" + use);
    PathWays.of(root, with(usage, leaf().usage(0)).by(root)).refused("depth 0" + use);
    PathWays.of(root, leaf().usage(0).by(root)).accepted();
  }

  private static TestCertificateBuilder with(
      Extension extension, TestCertificateBuilder certificate) {
    return certificate.extension(
        extension.getExtnId().getId(),
        extension.isCritical(),
        extension.getExtnValue().getOctets());
  }

  @Test
  void anAuthorityForOneOfOurPurposesIsAccepted() throws Exception {
    for (KeyPurposeId purpose :
        List.of(
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_clientAuth,
            KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.2.3.5")),
            KeyPurposeId.anyExtendedKeyUsage)) {
      for (boolean critical : new boolean[] {true, false}) {
        TestCertificate ca =
            purposes(critical, KeyPurposeId.id_kp_emailProtection, purpose).by(root);
        PathWays.of(root, leaf().by(ca), ca).accepted();
        PathWays.of(ca, leaf().by(ca)).accepted();
      }
    }
  }

  private static TestCertificateBuilder purpose(KeyPurposeId purpose) throws Exception {
    return authority("ca").purpose(purpose);
  }

  private static TestCertificateBuilder purposes(boolean critical, KeyPurposeId... purposes)
      throws Exception {
    return authority("ca")
        .extension(
            Extension.extendedKeyUsage.getId(),
            critical,
            new ExtendedKeyUsage(purposes).getEncoded());
  }
}
