package org.kxover.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.crypto.Tls13Verifier;

/** Verifies signatures as those of a handshake, by a certificate with any key. */
public final class HandshakeVerifier {
  private static final X500Name NAME = new X500Name("CN=any");

  private final StrictCrypto crypto = new StrictCrypto(new SecureRandom());

  /**
   * @param publicKeyInfo the subjectPublicKeyInfo of the signer
   * @param scheme a number of {@link org.bouncycastle.tls.SignatureScheme}
   */
  public boolean verifies(byte[] publicKeyInfo, int scheme, byte[] message, byte[] signature)
      throws IOException {
    Tls13Verifier verifier =
        crypto
            .createCertificate(CertificateType.X509, certificate(publicKeyInfo))
            .createVerifier(scheme);
    try (OutputStream out = verifier.getOutputStream()) {
      out.write(message);
    }
    return verifier.verifySignature(signature);
  }

  /** Nobody verifies the signature on this certificate. */
  // Bouncy Castle takes no other type for times.
  @SuppressWarnings("JavaUtilDate")
  private static byte[] certificate(byte[] publicKeyInfo) throws IOException {
    try {
      PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
      return new X509v3CertificateBuilder(
              NAME,
              BigInteger.ONE,
              Date.from(Instant.EPOCH),
              Date.from(Instant.EPOCH),
              NAME,
              SubjectPublicKeyInfo.getInstance(publicKeyInfo))
          .build(new JcaContentSignerBuilder("Ed25519").build(key))
          .getEncoded();
    } catch (java.security.GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(e);
    }
  }
}
