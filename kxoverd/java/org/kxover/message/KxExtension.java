package org.kxover.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * An extension of an offer. A reader that does not know {@code oid} ignores the extension, or
 * refuses the exchange if the extension is critical.
 *
 * @param oid in dotted decimal notation, at most 128 characters
 * @param value at most 4096 octets, whose meaning depends on {@code oid}
 */
public record KxExtension(String oid, boolean critical, byte[] value) {
  private static final int MAX_OID = 128;
  private static final int MAX_VALUE = 4096;

  /**
   * @throws IllegalArgumentException if a limit is exceeded
   */
  public KxExtension {
    Limits.require(oid.length() <= MAX_OID, "oid", "longer than " + MAX_OID + " characters");
    Limits.require(ASN1ObjectIdentifier.tryFromID(oid) != null, "oid", "not an object identifier");
    Limits.require(value.length <= MAX_VALUE, "value", "longer than " + MAX_VALUE + " octets");
    value = value.clone();
  }

  /** A copy of the value. */
  @Override
  public byte[] value() {
    return value.clone();
  }

  static List<KxExtension> readAll(Value sequenceOf) throws MessageException {
    List<KxExtension> extensions = new ArrayList<>();
    for (Value element : sequenceOf.elements()) {
      extensions.add(read(element));
    }
    return extensions;
  }

  static List<ASN1Encodable> writeAll(List<KxExtension> extensions) {
    return extensions.stream().map(KxExtension::write).toList();
  }

  private static KxExtension read(Value element) throws MessageException {
    Fields fields = element.fields();
    String oid = fields.required(0, "oid").oid();
    Optional<Value> critical = fields.optional(1, "critical");
    // DER omits default values (X.690 section 11.5), so a present value must be TRUE.
    if (critical.isPresent() && !critical.get().bool()) {
      throw critical.get().refuse("FALSE is the default and must not be written");
    }
    byte[] value = fields.required(2, "value").octets();
    fields.end();
    try {
      return new KxExtension(oid, critical.isPresent(), value);
    } catch (IllegalArgumentException e) {
      throw element.refuse(e);
    }
  }

  private ASN1Encodable write() {
    FieldWriter fields = new FieldWriter().add(0, new ASN1ObjectIdentifier(oid));
    if (critical) {
      fields.add(1, ASN1Boolean.TRUE);
    }
    return fields.add(2, value).sequence();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KxExtension that
        && oid.equals(that.oid)
        && critical == that.critical
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * oid.hashCode() + Arrays.hashCode(value);
  }

  /** Without the value, which may be long and is useless in logs. */
  @Override
  public String toString() {
    return oid + (critical ? " (critical)" : "");
  }
}
