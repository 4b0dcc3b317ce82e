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
import org.kxover.dane.CertificateSyntaxException;

/** Our own certificate chain and its private key: EC on P-256 or P-384, or RSA from 2048 bits. */
public final class TlsCredential {
  private static final List<Integer> RSA =
      List.of(
          SignatureScheme.rsa_pss_rsae_sha256,
          SignatureScheme.rsa_pss_rsae_sha384,
          SignatureScheme.rsa_pss_rsae_sha512);

  private final List<byte[]> chainDer;
  private final AsymmetricKeyParameter privateKey;
  private final List<Integer> schemes;

  /** For parts that are known to fit; {@link #load} checks that they do. */
  TlsCredential(List<byte[]> chainDer, AsymmetricKeyParameter privateKey, List<Integer> schemes) {
    this.chainDer = chainDer;
    this.privateKey = privateKey;
    this.schemes = schemes;
  }

  /** Reads and checks both; only its owner may have access to the key. */
  public static TlsCredential load(Path certificatePem, Path privateKeyPem)
      throws CredentialException {
    return load(certificatePem, privateKeyPem, SecretFiles.judgedByMode());
  }

  /**
   * Reads and checks both.
   *
   * @param certificatePem one or more CERTIFICATE blocks, leaf first
   * @param privateKeyPem one key, unencrypted, in PKCS#8, SEC1 or PKCS#1
   * @param secrets says where the key may be
   * @throws CredentialException where a file cannot be read or understood, others may read the key,
   *     the key is weak or of another kind, or it is not the certificate's
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

  /** As {@link #load(Path, Path)}, from one PKCS#12 file and its passphrase. */
  public static TlsCredential loadPkcs12(Path file, Path passphraseFile)
      throws CredentialException {
    return loadPkcs12(file, passphraseFile, SecretFiles.judgedByMode());
  }

  /**
   * As {@link #load(Path, Path, SecretFiles)}, from one PKCS#12 file.
   *
   * @param passphraseFile its first line is the passphrase
   * @param secrets says where both files may be
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
              + " certificates, not 1 to "
              + PeerCertificates.MAX_CHAIN);
    }
    SubjectPublicKeyInfo publicKey = publicKey(chain, certificateFile);
    if (!KeyPair.belong(privateKey, publicKey)) {
      throw new CredentialException(
          keyFile + " is not the key of the certificate in " + certificateFile);
    }
    return new TlsCredential(List.copyOf(chain), privateKey, schemes(publicKey));
  }

  /** The certificates' DER, leaf first. */
  public List<byte[]> chainDer() {
    return chainDer.stream().map(byte[]::clone).toList();
  }

  /** When the first certificate of the chain ends. */
  public Instant notAfter() {
    return org.bouncycastle.asn1.x509.Certificate.getInstance(chainDer.get(0))
        .getEndDate()
        .getDate()
        .toInstant();
  }

  /** Signs in one handshake, in a scheme that the peer takes. */
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
        AlertDescription.handshake_failure, "the peer takes no signature of our key's kind");
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
          file + ": " + objection.orElse("keys of this kind are taken from peers only"));
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
