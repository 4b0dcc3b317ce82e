package org.kxover.tls;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.kxover.kerberos.PrincipalName;

/** The names and purposes of RFC 4556 in the certificate of a KDC (sections 3.2.2 and 3.2.4). */
final class PkinitNames {
  /** id-pkinit-KPKdc. */
  static final KeyPurposeId KDC_PURPOSE =
      KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.2.3.5"));

  private static final ASN1ObjectIdentifier ID_PKINIT_SAN =
      new ASN1ObjectIdentifier("1.3.6.1.5.2.2");

  private PkinitNames() {}

  /** The otherName id-pkinit-san with {@code name} as its KRB5PrincipalName. */
  static GeneralName subjectAltName(PrincipalName name) {
    ASN1Encodable[] components =
        name.components().stream().map(DERGeneralString::new).toArray(ASN1Encodable[]::new);
    DERSequence principal = sequence(new ASN1Integer(name.nameType()), new DERSequence(components));
    DERSequence krb5 = sequence(new DERGeneralString(name.realm().name()), principal);
    return new GeneralName(
        GeneralName.otherName,
        new DERSequence(new ASN1Encodable[] {ID_PKINIT_SAN, new DERTaggedObject(true, 0, krb5)}));
  }

  /** A SEQUENCE of two fields with the tags [0] and [1], as in most types of Kerberos. */
  private static DERSequence sequence(ASN1Encodable first, ASN1Encodable second) {
    return new DERSequence(
        new ASN1Encodable[] {
          new DERTaggedObject(true, 0, first), new DERTaggedObject(true, 1, second)
        });
  }
}
