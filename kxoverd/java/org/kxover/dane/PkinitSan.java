package org.kxover.dane;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.kxover.kerberos.Realm;

/** The Kerberos names in a certificate: id-pkinit-san of RFC 4556 section 3.2.2. */
final class PkinitSan {
  private static final ASN1ObjectIdentifier ID_PKINIT_SAN =
      new ASN1ObjectIdentifier("1.3.6.1.5.2.2");

  private PkinitSan() {}

  /** True if it has the name {@code krbtgt/REALM@REALM}; false if its names cannot be parsed. */
  static boolean isForRealm(X509Certificate certificate, Realm realm) {
    byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
    if (extension == null) {
      return false;
    }
    try {
      byte[] value = ASN1OctetString.getInstance(extension).getOctets();
      GeneralNames names = GeneralNames.getInstance(value);
      if (!Arrays.equals(value, names.getEncoded(ASN1Encoding.DER))) {
        return false;
      }
      for (GeneralName name : names.getNames()) {
        if (name.getTagNo() == GeneralName.otherName) {
          OtherName other = OtherName.getInstance(name.getName());
          if (other.getTypeID().equals(ID_PKINIT_SAN)
              && isTicketGrantingService(other.getValue(), realm.name())) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Ignores the value of the name type (RFC 4120 section 6.2), but requires the field. */
  private static boolean isTicketGrantingService(ASN1Encodable value, String realm) {
    ASN1Sequence name = ASN1Sequence.getInstance(value);
    if (name.size() != 2 || !realm.equals(text(field(name, 0)))) {
      return false;
    }
    ASN1Sequence principal = ASN1Sequence.getInstance(field(name, 1));
    ASN1Integer.getInstance(field(principal, 0));
    List<String> components = new ArrayList<>();
    for (ASN1Encodable component : ASN1Sequence.getInstance(field(principal, 1))) {
      components.add(text(component));
    }
    return principal.size() == 2 && components.equals(List.of("krbtgt", realm));
  }

  /** The element at index {@code number}, which must have {@code number} as its explicit tag. */
  private static ASN1Encodable field(ASN1Sequence sequence, int number) {
    return ASN1TaggedObject.getInstance(
            sequence.getObjectAt(number), BERTags.CONTEXT_SPECIFIC, number)
        .getExplicitBaseObject();
  }

  private static String text(ASN1Encodable value) {
    return ASN1GeneralString.getInstance(value).getString();
  }
}
