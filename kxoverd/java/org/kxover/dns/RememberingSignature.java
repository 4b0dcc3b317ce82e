package org.kxover.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;

/** Verifies a signature, unless it is one of the last that were right. Signs as usual. */
final class RememberingSignature extends SignatureSpi {
  private final String algorithm;
  private final Signature signature;
  private final RightSignatures right;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private PublicKey key;

  /**
   * @param signature of that algorithm
   */
  RememberingSignature(String algorithm, Signature signature, RightSignatures right) {
    this.algorithm = algorithm;
    this.signature = signature;
    this.right = right;
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    octets.reset();
    key = null;
    signature.initVerify(publicKey);
    key = publicKey;
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    octets.reset();
    key = null;
    signature.initSign(privateKey, appRandom);
  }

  @Override
  protected void engineUpdate(byte octet) {
    octets.write(octet);
  }

  @Override
  protected void engineUpdate(byte[] data, int from, int length) {
    octets.write(data, from, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    signature.update(take());
    return signature.sign();
  }

  @Override
  protected boolean engineVerify(byte[] bytes) throws SignatureException {
    byte[] signed = take();
    ByteBuffer digest = RightSignatures.digest(algorithm, key, signed, bytes);
    if (right.contains(digest)) {
      return true;
    }
    signature.update(signed);
    boolean isRight = signature.verify(bytes);
    if (isRight) {
      right.add(digest);
    }
    return isRight;
  }

  private byte[] take() {
    byte[] all = octets.toByteArray();
    octets.reset();
    return all;
  }

  /** {@inheritDoc} The algorithms here have none. */
  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new UnsupportedOperationException("no parameters");
  }

  /** {@inheritDoc} The algorithms here have none. */
  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new UnsupportedOperationException("no parameters");
  }
}
