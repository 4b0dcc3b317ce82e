package org.kxover.message;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERTaggedObject;
import org.kxover.kerberos.PrincipalName;

/**
 * KX-ACK: the initiator has written the key that the KX-REP before decided. It has no answer.
 *
 * <pre>
 * KX-ACK ::= [APPLICATION 23] SEQUENCE {
 *     pvno     [0] INTEGER (5),
 *     msg-type [1] INTEGER (23),
 *     kx-name  [2] KRB5PrincipalName,
 *     kvno     [3] UInt32,
 *     proof    [4] OCTET STRING (SIZE (48)),
 *     ...
 * }
 * </pre>
 *
 * <p>Fields after the proof, from a later version, must be DER and are dropped.
 *
 * @param kxName the crossover principal
 * @param kvno a UInt32, the kvno of the key
 * @param proof 48 octets, which only a side that has the key's secret can make
 */
public record KxAck(PrincipalName kxName, long kvno, byte[] proof) {
  /** The length of the proof in octets. */
  public static final int PROOF_LENGTH = 48;

  private static final String TITLE = "KX-ACK";
  private static final int NUMBER = 23;
  private static final int PVNO = 5;
  private static final int PROOF_TAG = 4;

  /**
   * @throws IllegalArgumentException if a limit is exceeded
   */
  public KxAck {
    Limits.uint32("kvno", kvno);
    Limits.require(proof.length == PROOF_LENGTH, "proof", "not " + PROOF_LENGTH + " octets");
    proof = proof.clone();
  }

  /** A copy of the proof. */
  @Override
  public byte[] proof() {
    return proof.clone();
  }

  /**
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a KX-ACK in DER; the message names the field
   */
  public static KxAck parseFrom(byte[] der) throws MessageException {
    Value value = Der.read(TITLE, der).application(NUMBER);
    Fields fields = value.fields();
    fields.required(0, "pvno").constant(PVNO);
    fields.required(1, "msg-type").constant(NUMBER);
    PrincipalName kxName = Names.read(fields.required(2, "kx-name"));
    long kvno = fields.required(3, "kvno").uint32();
    byte[] proof = fields.required(PROOF_TAG, "proof").octets();
    fields.endOrAdditions(PROOF_TAG);
    try {
      return new KxAck(kxName, kvno, proof);
    } catch (IllegalArgumentException e) {
      throw value.refuse(e);
    }
  }

  /** The message in DER. */
  public byte[] encoded() {
    FieldWriter fields =
        new FieldWriter()
            .add(0, PVNO)
            .add(1, NUMBER)
            .add(2, Names.write(kxName))
            .add(3, kvno)
            .add(PROOF_TAG, proof);
    return Der.write(new DERTaggedObject(true, BERTags.APPLICATION, NUMBER, fields.sequence()));
  }

  /** Compares the proof in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KxAck that
        && kxName.equals(that.kxName)
        && kvno == that.kvno
        && MessageDigest.isEqual(proof, that.proof);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(proof);
  }

  /** Without the proof, which is useless in logs. */
  @Override
  public String toString() {
    return kxName + " kvno " + kvno;
  }
}
