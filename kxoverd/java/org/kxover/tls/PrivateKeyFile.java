package org.kxover.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** Reads an unencrypted private key: PKCS#8, SEC1 (RFC 5915) or PKCS#1 (RFC 8017), as PEM. */
final class PrivateKeyFile {
  private PrivateKeyFile() {}

  static AsymmetricKeyParameter read(Path file, SecretFiles secrets) throws CredentialException {
    secrets.requirePrivate(file);
    List<Pem.Block> blocks = Pem.read(file);
    try {
      List<Pem.Block> keys =
          blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
      if (keys.size() != 1) {
        throw new CredentialException(
            file + " holds " + keys.size() + " private keys, but must hold exactly one");
      }
      return parse(keys.get(0), file);
    } finally {
      blocks.forEach(block -> Arrays.fill(block.der(), (byte) 0));
    }
  }

  private static AsymmetricKeyParameter parse(Pem.Block block, Path file)
      throws CredentialException {
    try {
      PrivateKeyInfo info =
          switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.der());
            case "EC PRIVATE KEY" -> ofEc(ECPrivateKey.getInstance(block.der()));
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(block.der()));
            default ->
                throw new CredentialException(
                    file
                        + " has a private key of a type that cannot be used, such as an encrypted key");
          };
      return PrivateKeyFactory.createKey(info);
    } catch (IOException | RuntimeException e) {
      // Without the cause: the message of a parser may quote key material.
      throw new CredentialException(file + " is not a well-formed private key");
    }
  }

  private static PrivateKeyInfo ofEc(ECPrivateKey key) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }
}
