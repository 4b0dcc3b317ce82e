package org.kxover.message;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * PRIOR-KEY, the critical extension of an offer that mixes the prior key into the new key:
 *
 * <pre>
 * PRIOR-KEY ::= SEQUENCE {
 *     kvno  [0] UInt32,
 *     etype [1] Int32,
 *     proof [2] OCTET STRING (SIZE (48))
 * }
 * </pre>
 *
 * @param kvno a UInt32, the kvno of the sender's key of this crossover
 * @param etype an Int32, the encryption type of the key
 * @param proof 48 octets, which prove that the sender has the key
 */
public record PriorKeyExtension(long kvno, int etype, byte[] proof) {
  /** In the arc of UUIDs (X.667), which needs no registration. */
  public static final String OID = "2.25.206452218460453318073828201433121127609";

  /** The length of a proof in octets. */
  public static final int PROOF_LENGTH = 48;

  private static final String TITLE = "PRIOR-KEY";

  /**
   * @throws IllegalArgumentException if a limit is exceeded
   */
  public PriorKeyExtension {
    Limits.uint32("kvno", kvno);
    Limits.require(proof.length == PROOF_LENGTH, "proof", "not " + PROOF_LENGTH + " octets");
    proof = proof.clone();
  }

  /** A copy of the proof. */
  @Override
  public byte[] proof() {
    return proof.clone();
  }

  /** With zeros for the proof, which is the form that a proof is computed over. */
  public static PriorKeyExtension withoutProof(long kvno, int etype) {
    return new PriorKeyExtension(kvno, etype, new byte[PROOF_LENGTH]);
  }

  /** A copy with this proof. */
  public PriorKeyExtension withProof(byte[] otherProof) {
    return new PriorKeyExtension(kvno, etype, otherProof);
  }

  /** True if the proof is {@code expected}. Compares in constant time. */
  public boolean hasProof(byte[] expected) {
    return MessageDigest.isEqual(proof, expected);
  }

  /**
   * The PRIOR-KEY extension of {@code offer}; empty if it has none.
   *
   * @throws MessageException if it is not critical, or its value is not a PRIOR-KEY in DER
   */
  public static Optional<PriorKeyExtension> of(KxOffer offer) throws MessageException {
    for (KxExtension extension : offer.extensions()) {
      if (extension.oid().equals(OID)) {
        if (!extension.critical()) {
          throw new MessageException(TITLE, "not critical, which it must be");
        }
        return Optional.of(parseFrom(extension.value()));
      }
    }
    return Optional.empty();
  }

  /**
   * Parses {@code der}.
   *
   * @throws MessageException if it is not a PRIOR-KEY in DER; the message names the field
   */
  public static PriorKeyExtension parseFrom(byte[] der) throws MessageException {
    Value value = Der.read(TITLE, der);
    Fields fields = value.fields();
    long kvno = fields.required(0, "kvno").uint32();
    int etype = fields.required(1, "etype").int32();
    byte[] proof = fields.required(2, "proof").octets();
    fields.end();
    try {
      return new PriorKeyExtension(kvno, etype, proof);
    } catch (IllegalArgumentException e) {
      throw value.refuse(e);
    }
  }

  /** The value in DER. */
  public byte[] encoded() {
    return Der.write(new FieldWriter().add(0, kvno).add(1, etype).add(2, proof).sequence());
  }

  /** The extension for an offer. */
  public KxExtension extension() {
    return new KxExtension(OID, true, encoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PriorKeyExtension that
        && kvno == that.kvno
        && etype == that.etype
        && Arrays.equals(proof, that.proof);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(proof);
  }

  /** Without the proof, which is useless in logs. */
  @Override
  public String toString() {
    return "kvno " + kvno + " etype " + etype;
  }
}
