package org.kxover.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.kxover.dane.CertificateDer;
import org.kxover.dane.CertificateSyntaxException;
import org.kxover.dane.TlsaRecord;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Makes the usual certificate of a kxoverd: self-signed, with the names and purposes that RFC 4556
 * section 3.2.4 requires of a KDC. It is published as TLSA {@code 3 1 1}.
 */
public final class KxCertificate {
  private static final String SIGNATURE = "SHA256WITHECDSA";
  private static final int SERIAL_BITS = 127;

  /** The maximum length of a commonName (RFC 5280 appendix A.1, ub-common-name). */
  private static final int MAX_COMMON_NAME = 64;

  /** The validity begins this much earlier, because peers' clocks may be behind ours. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  private KxCertificate() {}

  /** Makes a key and certificate for one realm at one host. */
  public static void create(
      Realm realm,
      String host,
      Duration validity,
      Clock clock,
      SecureRandom random,
      Path certificatePem,
      Path keyPem)
      throws IOException {
    create(List.of(realm), List.of(host), validity, clock, random, certificatePem, keyPem);
  }

  /**
   * Makes a P-256 key and its certificate, and writes both as PEM, the key as PKCS#8.
   *
   * @param realms one or more
   * @param hosts the DNS names of the SRV targets, one or more
   * @param validity counts from now
   * @param certificatePem a new file; its mode depends on the umask
   * @param keyPem a new file, created with mode 0600
   * @throws IllegalArgumentException if a host is not a DNS name, or {@code validity} is not
   *     positive
   * @throws IOException if one of the files exists already or cannot be written; neither file is
   *     left behind
   */
  public static void create(
      List<Realm> realms,
      List<String> hosts,
      Duration validity,
      Clock clock,
      SecureRandom random,
      Path certificatePem,
      Path keyPem)
      throws IOException {
    List<String> dnsNames = hosts.stream().map(KxCertificate::dnsName).toList();
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("the validity must be positive");
    }
    AsymmetricCipherKeyPair pair = generate(random);
    byte[] certificate = certificate(realms, dnsNames, validity, clock.instant(), random, pair);
    byte[] der = PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate()).getEncoded();
    byte[] key = Pem.write("PRIVATE KEY", der);
    try {
      writeNew(keyPem, key, "rw-------");
      try {
        writeNew(certificatePem, Pem.write("CERTIFICATE", certificate), "rw-r--r--");
      } catch (IOException e) {
        Files.deleteIfExists(keyPem);
        throw e;
      }
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * The TLSA record to publish for the leaf: DANE-EE, SPKI, SHA2-256 (RFC 7671 section 5.1).
   *
   * @throws IllegalArgumentException if {@code leafDer} is not a certificate
   */
  public static TlsaRecord tlsaRecord(byte[] leafDer) {
    try {
      return TlsaRecord.ofKey(CertificateDer.subjectPublicKeyInfo(leafDer));
    } catch (CertificateSyntaxException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
    }
  }

  private static AsymmetricCipherKeyPair generate(SecureRandom random) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1), random));
    return generator.generateKeyPair();
  }

  private static String dnsName(String host) {
    return HostName.parse(host)
        .map(HostName::name)
        .orElseThrow(() -> new IllegalArgumentException("not a valid host name"));
  }

  private static byte[] certificate(
      List<Realm> realms,
      List<String> hosts,
      Duration validity,
      Instant now,
      SecureRandom random,
      AsymmetricCipherKeyPair pair)
      throws IOException {
    String host = hosts.get(0);
    X500Name name =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.CN, host.length() <= MAX_COMMON_NAME ? host : "kxoverd")
            .build();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(validity)),
            name,
            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {
              PkinitNames.KDC_PURPOSE, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
    builder.addExtension(Extension.subjectAlternativeName, false, subjectAltNames(realms, hosts));
    try {
      AlgorithmIdentifier signature =
          new DefaultSignatureAlgorithmIdentifierFinder().find(SIGNATURE);
      AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
      return builder
          .build(
              new BcECContentSignerBuilder(signature, digest)
                  .setSecureRandom(random)
                  .build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("Bouncy Castle has no " + SIGNATURE, e);
    }
  }

  private static GeneralNames subjectAltNames(List<Realm> realms, List<String> hosts)
      throws IOException {
    List<GeneralName> names = new ArrayList<>();
    for (String host : hosts) {
      names.add(new GeneralName(GeneralName.dNSName, host));
    }
    for (Realm realm : realms) {
      names.add(PkinitNames.subjectAltName(PrincipalName.ticketGrantingService(realm)));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static void writeNew(Path file, byte[] text, String mode) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
