package org.kxover.dane;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds certificates for tests, with valid defaults. */
public final class TestCertificateBuilder {
  /** A time at which certificates are valid by default. */
  static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  private static final ASN1ObjectIdentifier ID_PKINIT_SAN =
      new ASN1ObjectIdentifier("1.3.6.1.5.2.2");
  private static long lastSerial = 0;

  private final X500Name subject;
  private final List<GeneralName> names = new ArrayList<>();
  private final List<Extension> extensions = new ArrayList<>();
  private KeyPair keys;
  private Instant from = NOW.minus(Duration.ofDays(1));
  private Instant to = NOW.plus(Duration.ofDays(1));
  private BasicConstraints constraints;
  private KeyUsage usage;
  private String signature;
  private BigInteger serial = BigInteger.valueOf(++lastSerial);

  private TestCertificateBuilder(X500Name subject) {
    this.subject = subject;
  }

  public static TestCertificateBuilder of(String commonName) {
    return new TestCertificateBuilder(new X500Name("CN=" + commonName));
  }

  /** A certificate with an empty subject, and so an empty issuer if it is self-signed. */
  public static TestCertificateBuilder nobody() {
    return new TestCertificateBuilder(new X500Name(new RDN[0]));
  }

  /** A CA certificate without a path length constraint. */
  public static TestCertificateBuilder authority(String commonName) {
    return of(commonName).constraints(new BasicConstraints(true)).usage(KeyUsage.keyCertSign);
  }

  /** The certificate of a host of a realm. */
  public static TestCertificateBuilder leaf(String host, String realm) {
    return of("leaf").dns(host).realm(realm).usage(KeyUsage.digitalSignature);
  }

  TestCertificateBuilder constraints(BasicConstraints newConstraints) {
    constraints = newConstraints;
    return this;
  }

  /** Sets the key usage; with zero the certificate has none. */
  TestCertificateBuilder usage(int bits) {
    usage = bits == 0 ? null : new KeyUsage(bits);
    return this;
  }

  public TestCertificateBuilder dns(String name) {
    names.add(new GeneralName(GeneralName.dNSName, name));
    return this;
  }

  public TestCertificateBuilder realm(String realm) {
    return kerberos(realm, "krbtgt", realm);
  }

  TestCertificateBuilder kerberos(String realm, String... components) {
    ASN1Encodable[] strings = new ASN1Encodable[components.length];
    for (int i = 0; i < components.length; i++) {
      strings[i] = new DERGeneralString(components[i]);
    }
    return otherName(
        fields(new DERGeneralString(realm), fields(new ASN1Integer(1), new DERSequence(strings))));
  }

  TestCertificateBuilder otherName(ASN1Encodable value) {
    names.add(
        new GeneralName(
            GeneralName.otherName,
            new DERSequence(
                new ASN1Encodable[] {ID_PKINIT_SAN, new DERTaggedObject(true, 0, value)})));
    return this;
  }

  private static DERSequence fields(ASN1Encodable zero, ASN1Encodable one) {
    return new DERSequence(
        new ASN1Encodable[] {
          new DERTaggedObject(true, 0, zero), new DERTaggedObject(true, 1, one)
        });
  }

  TestCertificateBuilder serial(BigInteger newSerial) {
    serial = newSerial;
    return this;
  }

  /** Lists one purpose, in an extension that is not critical. */
  public TestCertificateBuilder purpose(KeyPurposeId purpose) throws IOException {
    return extension(
        Extension.extendedKeyUsage.getId(), false, new ExtendedKeyUsage(purpose).getEncoded());
  }

  /**
   * Adds critical name constraints.
   *
   * @param permitted a dNSName
   * @param excluded a dNSName
   */
  public TestCertificateBuilder limits(String permitted, String excluded) throws IOException {
    return extension(
        Extension.nameConstraints.getId(), true, Limits.dns(permitted, excluded).getEncoded());
  }

  TestCertificateBuilder extension(String oid, boolean critical, byte[] value) {
    extensions.add(new Extension(new ASN1ObjectIdentifier(oid), critical, value));
    return this;
  }

  public TestCertificateBuilder valid(Instant newFrom, Instant newTo) {
    from = newFrom;
    to = newTo;
    return this;
  }

  TestCertificateBuilder keys(KeyPair newKeys) {
    keys = newKeys;
    return this;
  }

  /** Sets the issuer's signature algorithm, if it is not the default of the issuer's key. */
  TestCertificateBuilder signature(String algorithm) {
    signature = algorithm;
    return this;
  }

  public TestCertificate selfSigned() throws Exception {
    keys = keys == null ? p256() : keys;
    return by(new TestCertificate(subject, keys, null));
  }

  public TestCertificate by(TestCertificate issuer) throws Exception {
    keys = keys == null ? p256() : keys;
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            isNobody(issuer.subject()) ? new X500Name("CN=replaced") : issuer.subject(),
            serial,
            Date.from(from),
            Date.from(to),
            subject,
            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    if (constraints != null) {
      builder.addExtension(Extension.basicConstraints, true, constraints);
    }
    if (usage != null) {
      builder.addExtension(Extension.keyUsage, true, usage);
    }
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    }
    for (Extension extension : extensions) {
      builder.addExtension(extension);
    }
    PrivateKey key = issuer.keys().getPrivate();
    String algorithm = signature == null ? defaultAlgorithm(key.getAlgorithm()) : signature;
    JcaContentSignerBuilder signer = new JcaContentSignerBuilder(algorithm);
    if (algorithm.endsWith("MGF1")) {
      // Java's own provider has this algorithm under another name.
      signer.setProvider(new BouncyCastleProvider());
    }
    byte[] der = builder.build(signer.build(key)).getEncoded();
    return new TestCertificate(
        subject, keys, isNobody(issuer.subject()) ? IssuerRemoval.of(der, signer.build(key)) : der);
  }

  private static boolean isNobody(X500Name name) {
    return name.getRDNs().length == 0;
  }

  private static String defaultAlgorithm(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "EC" -> "SHA256withECDSA";
      case "EdDSA" -> "Ed25519";
      default -> "SHA256with" + keyAlgorithm;
    };
  }

  static KeyPair p256() throws GeneralSecurityException {
    return ec("secp256r1");
  }

  static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  static KeyPair keys(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (bits > 0) {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }
}
