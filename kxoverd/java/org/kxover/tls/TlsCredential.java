package org.kxover.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.kxover.dane.CertificateDer;
import org.kxover.dane.CertificateParser;
import org.kxover.dane.CertificateSyntaxException;

/**
 * Our own certificate chain and its private key: EC on P-256 or P-384, or RSA with at least 2048
 * bits.
 */
public final class TlsCredential {
  private static final List<Integer> RSA =
      List.of(
          SignatureScheme.rsa_pss_rsae_sha256,
          SignatureScheme.rsa_pss_rsae_sha384,
          SignatureScheme.rsa_pss_rsae_sha512);

  private final List<byte[]> chainDer;
  private final AsymmetricKeyParameter privateKey;
  private final List<Integer> schemes;

  /** For a key and certificate that are known to belong together; {@link #load} checks this. */
  TlsCredential(List<byte[]> chainDer, AsymmetricKeyParameter privateKey, List<Integer> schemes) {
    this.chainDer = chainDer;
    this.privateKey = privateKey;
    this.schemes = schemes;
  }

  /** Reads and checks both files. Only the owner may have access to the key. */
  public static TlsCredential load(Path certificatePem, Path privateKeyPem)
      throws CredentialException {
    return load(certificatePem, privateKeyPem, SecretFiles.judgedByMode());
  }

  /**
   * Reads and checks both files.
   *
   * @param certificatePem one or more CERTIFICATE blocks, leaf first
   * @param privateKeyPem one key, unencrypted, in PKCS#8, SEC1 or PKCS#1
   * @param secrets checks that other users cannot read the key
   * @throws CredentialException if a file cannot be read or parsed, other users can read the key,
   *     the key is weak or has another type, or it does not belong to the certificate
   */
  public static TlsCredential load(Path certificatePem, Path privateKeyPem, SecretFiles secrets)
      throws CredentialException {
    List<byte[]> chain = new ArrayList<>();
    for (Pem.Block block : Pem.read(certificatePem)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(block.der());
      }
    }
    return of(chain, certificatePem, PrivateKeyFile.read(privateKeyPem, secrets), privateKeyPem);
  }

  /** Reads and checks one PKCS#12 file, as {@link #load(Path, Path)}. */
  public static TlsCredential loadPkcs12(Path file, Path passphraseFile)
      throws CredentialException {
    return loadPkcs12(file, passphraseFile, SecretFiles.judgedByMode());
  }

  /**
   * Reads and checks one PKCS#12 file, as {@link #load(Path, Path, SecretFiles)}.
   *
   * @param passphraseFile its first line is the passphrase
   * @param secrets checks that other users cannot read the files
   */
  public static TlsCredential loadPkcs12(Path file, Path passphraseFile, SecretFiles secrets)
      throws CredentialException {
    Pkcs12File.Contents contents = Pkcs12File.read(file, passphraseFile, secrets);
    return of(contents.chainDer(), file, contents.privateKey(), file);
  }

  private static TlsCredential of(
      List<byte[]> chain, Path certificateFile, AsymmetricKeyParameter privateKey, Path keyFile)
      throws CredentialException {
    if (chain.isEmpty() || chain.size() > PeerCertificates.MAX_CHAIN) {
      throw new CredentialException(
          certificateFile
              + " holds "
              + chain.size()
              + " certificates, but must hold 1 to "
              + PeerCertificates.MAX_CHAIN);
    }
    SubjectPublicKeyInfo publicKey = publicKey(chain, certificateFile);
    if (!KeyPair.matches(privateKey, publicKey)) {
      throw new CredentialException(
          keyFile + " is not the key of the certificate in " + certificateFile);
    }
    return new TlsCredential(List.copyOf(chain), privateKey, schemes(publicKey));
  }

  /** The DER of the certificates, leaf first. */
  public List<byte[]> chainDer() {
    return chainDer.stream().map(byte[]::clone).toList();
  }

  /** The end of validity of the leaf. */
  public Instant notAfter() {
    return CertificateParser.parse(chainDer.get(0)).getEndDate().getDate().toInstant();
  }

  /** A signer for one handshake, with a signature scheme that the peer accepts. */
  TlsCredentialedSigner signer(TlsContext context, StrictCrypto crypto, Vector<?> peerAlgorithms)
      throws IOException {
    for (int scheme : schemes) {
      SignatureAndHashAlgorithm algorithm = SignatureScheme.getSignatureAndHashAlgorithm(scheme);
      if (peerAlgorithms != null && peerAlgorithms.contains(algorithm)) {
        return new BcDefaultTlsCredentialedSigner(
            new TlsCryptoParameters(context), crypto, privateKey, message(crypto), algorithm);
      }
    }
    throw new TlsFatalAlert(
        AlertDescription.handshake_failure, "the peer accepts no signature scheme of our key");
  }

  private Certificate message(StrictCrypto crypto) throws IOException {
    List<CertificateEntry> entries = new ArrayList<>();
    for (byte[] der : chainDer) {
      entries.add(new CertificateEntry(crypto.createCertificate(der), null));
    }
    return new Certificate(TlsUtils.EMPTY_BYTES, entries.toArray(CertificateEntry[]::new));
  }

  private static SubjectPublicKeyInfo publicKey(List<byte[]> chain, Path file)
      throws CredentialException {
    try {
      for (byte[] certificate : chain) {
        CertificateDer.subjectPublicKeyInfo(certificate);
      }
      SubjectPublicKeyInfo key =
          SubjectPublicKeyInfo.getInstance(CertificateDer.subjectPublicKeyInfo(chain.get(0)));
      Optional<String> objection = KeyStrength.objection(key);
      if (objection.isEmpty() && !schemes(key).isEmpty()) {
        return key;
      }
      throw new CredentialException(
          file
              + ": "
              + objection.orElse(
                  "keys of this type are accepted from peers only; use EC on P-256 or P-384, or"
                      + " RSA"));
    } catch (CertificateSyntaxException | RuntimeException e) {
      throw new CredentialException(file + " holds a malformed certificate", e);
    }
  }

  private static List<Integer> schemes(SubjectPublicKeyInfo key) {
    Object curve = key.getAlgorithm().getParameters();
    if (SECObjectIdentifiers.secp256r1.equals(curve)) {
      return List.of(SignatureScheme.ecdsa_secp256r1_sha256);
    }
    if (SECObjectIdentifiers.secp384r1.equals(curve)) {
      return List.of(SignatureScheme.ecdsa_secp384r1_sha384);
    }
    return KeyPair.isRsa(key) ? RSA : List.of();
  }
}
