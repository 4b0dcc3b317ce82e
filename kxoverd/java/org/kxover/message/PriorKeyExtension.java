package org.kxover.message;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * PRIOR-KEY, the critical extension of an offer by which the key before is mixed into the new one:
 *
 * <pre>
 * PRIOR-KEY ::= SEQUENCE {
 *     kvno  [0] UInt32,
 *     etype [1] Int32,
 *     proof [2] OCTET STRING (SIZE (48))
 * }
 * </pre>
 *
 * @param kvno a UInt32, of a key that the sender has of this crossover
 * @param etype an Int32: of that key version, the key of this type
 * @param proof 48 octets that only whoever has that key can make
 */
public record PriorKeyExtension(long kvno, int etype, byte[] proof) {
  /** Below the arc of UUIDs (X.667), so that nobody had to be asked for it. */
  public static final String OID = "2.25.206452218460453318073828201433121127609";

  /** Octets of a proof. */
  public static final int PROOF_LENGTH = 48;

  private static final String TITLE = "PRIOR-KEY";

  /**
   * @throws IllegalArgumentException where a bound above is broken
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

  /** With zeros where the proof goes, as what is proved has it. */
  public static PriorKeyExtension withoutProof(long kvno, int etype) {
    return new PriorKeyExtension(kvno, etype, new byte[PROOF_LENGTH]);
  }

  /** The same with that proof. */
  public PriorKeyExtension with(byte[] otherProof) {
    return new PriorKeyExtension(kvno, etype, otherProof);
  }

  /** Whether both have the same proof, in time that does not depend on where they differ. */
  public boolean proves(byte[] expected) {
    return MessageDigest.isEqual(proof, expected);
  }

  /**
   * That extension of {@code offer}, where it has it.
   *
   * @throws MessageException where it is not critical, or its value no PRIOR-KEY in DER
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
   * Reads the value that is all of {@code der}.
   *
   * @throws MessageException where it is not a PRIOR-KEY in DER, naming the field
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

  /** The extension as an offer has it. */
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

  /** Without the proof, which means nothing to a reader of logs. */
  @Override
  public String toString() {
    return "kvno " + kvno + " etype " + etype;
  }
}
