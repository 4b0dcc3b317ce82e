package org.kxover.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * KX-OFFER: the proposal of one side for a crossover key. Its syntax is valid. The package exchange
 * checks names, times and kvno.
 *
 * @param requestTime the time of the request; the reply repeats it
 * @param salt 16 to 64 random octets
 * @param kxName the crossover principal, {@code krbtgt/SERVICE.REALM@CLIENT.REALM}
 * @param kvno a UInt32: a proposal in the request, the decision in the reply
 * @param etypes 1 to 32 encryption type numbers in ascending order, including unknown ones
 * @param from start of the key's lifetime; the later one of both offers counts
 * @param till end of the key's lifetime; the earlier one of both offers counts
 * @param maxUses a UInt32
 * @param myName the sender, {@code krbtgt/MY.REALM@MY.REALM}
 * @param extensions at most 16, with different oids, values of at most 32768 octets in total
 */
public record KxOffer(
    KerberosTime requestTime,
    byte[] salt,
    PrincipalName kxName,
    long kvno,
    List<Integer> etypes,
    KerberosTime from,
    KerberosTime till,
    OptionalLong maxUses,
    PrincipalName myName,
    List<KxExtension> extensions) {

  /**
   * @throws IllegalArgumentException if a limit is exceeded
   */
  public KxOffer {
    salt = Limits.salt("salt", salt);
    Limits.uint32("kvno", kvno);
    etypes = Limits.etypes("etypes", etypes);
    Limits.uint32("max-uses", maxUses);
    extensions = Limits.extensions("extensions", extensions);
  }

  /** A copy of the salt. */
  @Override
  public byte[] salt() {
    return salt.clone();
  }

  static KxOffer read(Value value) throws MessageException {
    Fields fields = value.fields();
    KerberosTime requestTime = fields.required(0, "request-time").time();
    byte[] salt = fields.required(1, "salt").octets();
    PrincipalName kxName = Names.read(fields.required(2, "kx-name"));
    long kvno = fields.required(3, "kvno").uint32();
    List<Integer> etypes = new ArrayList<>();
    for (Value etype : fields.required(4, "etypes").elements()) {
      etypes.add(etype.int32());
    }
    KerberosTime from = fields.required(5, "from").time();
    KerberosTime till = fields.required(6, "till").time();
    OptionalLong maxUses = readMaxUses(fields, 7);
    PrincipalName myName = Names.read(fields.required(8, "my-name"));
    List<KxExtension> extensions = KxExtension.readAll(fields.required(9, "extensions"));
    fields.end();
    try {
      return new KxOffer(
          requestTime, salt, kxName, kvno, etypes, from, till, maxUses, myName, extensions);
    } catch (IllegalArgumentException e) {
      throw value.refuse(e);
    }
  }

  /** The field {@code max-uses [tag] UInt32 OPTIONAL}. */
  static OptionalLong readMaxUses(Fields fields, int tag) throws MessageException {
    var value = fields.optional(tag, "max-uses");
    return value.isPresent() ? OptionalLong.of(value.get().uint32()) : OptionalLong.empty();
  }

  DERSequence write() {
    FieldWriter fields =
        new FieldWriter()
            .add(0, requestTime)
            .add(1, salt)
            .add(2, Names.write(kxName))
            .add(3, kvno)
            .add(4, etypes.stream().map(ASN1Integer::new).toList())
            .add(5, from)
            .add(6, till);
    maxUses.ifPresent(number -> fields.add(7, number));
    return fields.add(8, Names.write(myName)).add(9, KxExtension.writeAll(extensions)).sequence();
  }

  /** The offer in DER. */
  public byte[] encoded() {
    return Der.write(write());
  }

  /** A copy with these extensions only. */
  public KxOffer withExtensions(List<KxExtension> others) {
    return new KxOffer(
        requestTime, salt, kxName, kvno, etypes, from, till, maxUses, myName, others);
  }

  /** Compares the content, as two offers are equal if and only if their DER is equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KxOffer that && write().equals(that.write());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  /** A summary for logs, without the salt. */
  @Override
  public String toString() {
    return String.format(
        "%s kvno %d etypes %s from %s till %s by %s", kxName, kvno, etypes, from, till, myName);
  }
}
