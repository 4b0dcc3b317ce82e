package org.kxover.message;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * KXOVER-KEY-INFO: all that both sides agreed on. It never travels; each side makes it, and its DER
 * is the context from which TLS derives the key (RFC 5705), so one differing octet is another key.
 *
 * @param kxName the crossover principal
 * @param reqName the initiator's {@code my-name}
 * @param repName the responder's {@code my-name}
 * @param from beginning of the key's life
 * @param till end of the key's life
 * @param maxUses a UInt32
 * @param kvno a UInt32, as the responder decided
 * @param reqSalt the request's salt, 16 to 64 octets
 * @param repSalt the reply's salt, 16 to 64 octets
 * @param extensionInfo at most 16, each oid once, values of at most 32768 octets together
 */
public record KxoverKeyInfo(
    PrincipalName kxName,
    PrincipalName reqName,
    PrincipalName repName,
    KerberosTime from,
    KerberosTime till,
    OptionalLong maxUses,
    long kvno,
    byte[] reqSalt,
    byte[] repSalt,
    List<KxExtension> extensionInfo) {

  /**
   * @throws IllegalArgumentException where a bound above is broken
   */
  public KxoverKeyInfo {
    Limits.uint32("max-uses", maxUses);
    Limits.uint32("kvno", kvno);
    reqSalt = Limits.salt("req-salt", reqSalt);
    repSalt = Limits.salt("rep-salt", repSalt);
    extensionInfo = Limits.extensions("extension-info", extensionInfo);
  }

  /** A copy of the request's salt. */
  @Override
  public byte[] reqSalt() {
    return reqSalt.clone();
  }

  /** A copy of the reply's salt. */
  @Override
  public byte[] repSalt() {
    return repSalt.clone();
  }

  /**
   * Reads the value that is all of {@code der}, of at most 65536 octets.
   *
   * @throws MessageException where it is not a KXOVER-KEY-INFO in DER, naming the field
   */
  public static KxoverKeyInfo parseFrom(byte[] der) throws MessageException {
    Value value = Der.read("KXOVER-KEY-INFO", der);
    Fields fields = value.fields();
    PrincipalName kxName = Names.read(fields.required(0, "kx-name"));
    PrincipalName reqName = Names.read(fields.required(1, "req-name"));
    PrincipalName repName = Names.read(fields.required(2, "rep-name"));
    KerberosTime from = fields.required(3, "from").time();
    KerberosTime till = fields.required(4, "till").time();
    OptionalLong maxUses = KxOffer.readMaxUses(fields, 5);
    long kvno = fields.required(6, "kvno").uint32();
    byte[] reqSalt = fields.required(7, "req-salt").octets();
    byte[] repSalt = fields.required(8, "rep-salt").octets();
    List<KxExtension> extensionInfo = KxExtension.readAll(fields.required(9, "extension-info"));
    fields.end();
    try {
      return new KxoverKeyInfo(
          kxName, reqName, repName, from, till, maxUses, kvno, reqSalt, repSalt, extensionInfo);
    } catch (IllegalArgumentException e) {
      throw value.refuse(e);
    }
  }

  /** The value in DER. */
  public byte[] encoded() {
    FieldWriter fields =
        new FieldWriter()
            .add(0, Names.write(kxName))
            .add(1, Names.write(reqName))
            .add(2, Names.write(repName))
            .add(3, from)
            .add(4, till);
    maxUses.ifPresent(number -> fields.add(5, number));
    fields.add(6, kvno).add(7, reqSalt).add(8, repSalt).add(9, KxExtension.writeAll(extensionInfo));
    return Der.write(fields.sequence());
  }

  /** By content: DER writes equal values, and only those, with equal octets. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KxoverKeyInfo that && Arrays.equals(encoded(), that.encoded());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(reqSalt) + Arrays.hashCode(repSalt);
  }

  /** What a reader of logs looks for. */
  @Override
  public String toString() {
    return String.format(
        "%s kvno %d from %s till %s between %s and %s", kxName, kvno, from, till, reqName, repName);
  }
}
