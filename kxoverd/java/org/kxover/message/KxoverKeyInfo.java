package org.kxover.message;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * KXOVER-KEY-INFO: everything that both sides agreed on. It is never sent. Each side creates it,
 * and its DER is the context of the TLS exporter (RFC 5705), so a single different octet gives
 * another key.
 *
 * @param kxName the crossover principal
 * @param reqName the initiator's {@code my-name}
 * @param repName the responder's {@code my-name}
 * @param from start of the key's lifetime
 * @param till end of the key's lifetime
 * @param maxUses a UInt32
 * @param kvno a UInt32, as the responder decided
 * @param reqSalt the request's salt, 16 to 64 octets
 * @param repSalt the reply's salt, 16 to 64 octets
 * @param extensionInfo at most 16, with different oids, values of at most 32768 octets in total
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
   * @throws IllegalArgumentException if a limit is exceeded
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
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a KXOVER-KEY-INFO in DER; the message names the field
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

  /** Compares the content, as two values are equal if and only if their DER is equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KxoverKeyInfo that && Arrays.equals(encoded(), that.encoded());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(reqSalt) + Arrays.hashCode(repSalt);
  }

  /** A summary for logs, without the salts. */
  @Override
  public String toString() {
    return String.format(
        "%s kvno %d from %s till %s between %s and %s", kxName, kvno, from, till, reqName, repName);
  }
}
