package org.kxover.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is remembered of signatures, with an algorithm whose verifications can be counted. */
class RememberingSignatureTest {
  private static final byte[] RIGHT = {7};
  private static final byte[] WRONG = {8};

  private final Counted counted = new Counted();
  private final RightSignatures right = new RightSignatures();
  private final RememberingSignature signature =
      new RememberingSignature("counted", counted, right);

  @Test
  void aRightSignatureIsVerifiedOnce() throws Exception {
    assertTrue(verify(key(1), "data", RIGHT));
    assertTrue(verify(key(1), "data", RIGHT));
    assertEquals(1, counted.verifications);
  }

  @Test
  void aWrongSignatureIsVerifiedEachTime() throws Exception {
    assertFalse(verify(key(1), "data", WRONG));
    assertFalse(verify(key(1), "data", WRONG));
    assertEquals(2, counted.verifications);
  }

  @Test
  void anotherKeyOrOtherOctetsAreAnotherSignature() throws Exception {
    verify(key(1), "data", RIGHT);
    verify(key(2), "data", RIGHT);
    verify(key(1), "dat", RIGHT);
    verify(key(1), "dataX", RIGHT);
    assertEquals(4, counted.verifications);
  }

  @Test
  void noOctetMovesFromOnePartToTheNext() {
    ByteBuffer digest = RightSignatures.digest("a", key(1), new byte[] {1, 2}, new byte[] {3});
    assertNotEquals(digest, RightSignatures.digest("a", key(1), new byte[] {1}, new byte[] {2, 3}));
    assertNotEquals(digest, RightSignatures.digest("b", key(1), new byte[] {1, 2}, new byte[] {3}));
  }

  @Test
  void theOldestAreForgotten() {
    for (int i = 0; i <= RightSignatures.MOST; i++) {
      right.add(number(i));
    }
    assertFalse(right.contains(number(0)));
    assertTrue(right.contains(number(1)));
    assertTrue(right.contains(number(RightSignatures.MOST)));
  }

  private static ByteBuffer number(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).flip();
  }

  private boolean verify(PublicKey key, String data, byte[] octets) throws Exception {
    signature.engineInitVerify(key);
    byte[] bytes = data.getBytes(US_ASCII);
    signature.engineUpdate(bytes[0]);
    signature.engineUpdate(bytes, 1, bytes.length - 1);
    return signature.engineVerify(octets);
  }

  private static PublicKey key(int number) {
    return new PublicKey() {
      private static final long serialVersionUID = 1L;

      @Override
      public String getAlgorithm() {
        return "counted";
      }

      @Override
      public String getFormat() {
        return "counted";
      }

      @Override
      public byte[] getEncoded() {
        return new byte[] {(byte) number};
      }
    };
  }

  /** Finds {@link #RIGHT} right, whatever is signed. */
  private static final class Counted extends Signature {
    private int verifications;

    Counted() {
      super("counted");
    }

    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      throw new InvalidKeyException("signs nothing");
    }

    @Override
    protected void engineUpdate(byte octet) {}

    @Override
    protected void engineUpdate(byte[] data, int from, int length) {}

    @Override
    protected byte[] engineSign() {
      throw new IllegalStateException("signs nothing");
    }

    @Override
    protected boolean engineVerify(byte[] octets) {
      verifications++;
      return Arrays.equals(octets, RIGHT);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new IllegalStateException("has no parameters");
    }
  }
}
