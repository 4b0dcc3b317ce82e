package org.kxover.message;

import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.kxover.kerberos.KerberosTime;

/** Collects the fields of a SEQUENCE in order, each with an explicit context tag. */
final class FieldWriter {
  private final ASN1EncodableVector fields = new ASN1EncodableVector();

  FieldWriter add(int tag, ASN1Encodable value) {
    fields.add(new DERTaggedObject(true, tag, value));
    return this;
  }

  FieldWriter add(int tag, long value) {
    return add(tag, new ASN1Integer(value));
  }

  FieldWriter add(int tag, byte[] value) {
    return add(tag, new DEROctetString(value));
  }

  FieldWriter add(int tag, KerberosTime value) {
    return add(tag, new DERGeneralizedTime(value.toString()));
  }

  /** Adds a KerberosString. {@code value} must be ASCII. */
  FieldWriter add(int tag, String value) {
    return add(tag, new DERGeneralString(value));
  }

  FieldWriter add(int tag, List<? extends ASN1Encodable> sequenceOf) {
    return add(tag, new DERSequence(sequenceOf.toArray(ASN1Encodable[]::new)));
  }

  DERSequence sequence() {
    return new DERSequence(fields);
  }
}
