package org.kxover.message;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;

/**
 * A decoded ASN.1 value and the path to it, such as {@code KX-REQ.offer.kvno}. Each method requires
 * one type, and throws {@link MessageException} for another type.
 */
record Value(String path, ASN1Primitive asn1) {
  private static final int INT32_BITS = 31;
  private static final int UINT32_BITS = 32;

  MessageException refuse(String problem) {
    return new MessageException(path, problem);
  }

  /**
   * The exception for a constructor that rejects its arguments.
   *
   * @param e with the text {@code field: problem}, as from {@link Limits}
   */
  MessageException refuse(IllegalArgumentException e) {
    String[] fieldAndProblem = e.getMessage().split(": ", 2);
    return new MessageException(path + "." + fieldAndProblem[0], fieldAndProblem[1]);
  }

  /** The value in the explicit tag {@code [APPLICATION number]}. */
  Value application(int number) throws MessageException {
    if (asn1 instanceof ASN1TaggedObject tagged
        && tagged.hasTag(BERTags.APPLICATION, number)
        && tagged.isExplicit()) {
      return new Value(path, tagged.getExplicitBaseObject().toASN1Primitive());
    }
    throw refuse("not [APPLICATION " + number + "]");
  }

  /** The fields of a SEQUENCE. */
  Fields fields() throws MessageException {
    return new Fields(path, as(ASN1Sequence.class, "a SEQUENCE"));
  }

  /** The elements of a SEQUENCE OF. */
  List<Value> elements() throws MessageException {
    List<Value> elements = new ArrayList<>();
    for (var element : as(ASN1Sequence.class, "a SEQUENCE OF")) {
      elements.add(new Value(path + "[" + elements.size() + "]", element.toASN1Primitive()));
    }
    return elements;
  }

  /** An Int32 (RFC 4120 section 5.2.4). */
  int int32() throws MessageException {
    BigInteger value = as(ASN1Integer.class, "an Int32").getValue();
    if (value.bitLength() > INT32_BITS) {
      throw refuse("not an Int32");
    }
    return value.intValue();
  }

  /** A UInt32 (RFC 4120 section 5.2.4). */
  long uint32() throws MessageException {
    BigInteger value = as(ASN1Integer.class, "a UInt32").getValue();
    if (value.signum() < 0 || value.bitLength() > UINT32_BITS) {
      throw refuse("not a UInt32");
    }
    return value.longValue();
  }

  /** Requires an INTEGER with the value {@code expected}. */
  void constant(int expected) throws MessageException {
    int value = int32();
    if (value != expected) {
      throw refuse(value + " instead of " + expected);
    }
  }

  byte[] octets() throws MessageException {
    return as(ASN1OctetString.class, "an OCTET STRING").getOctets();
  }

  boolean bool() throws MessageException {
    return as(ASN1Boolean.class, "a BOOLEAN").isTrue();
  }

  /** An OBJECT IDENTIFIER in dotted decimal notation. */
  String oid() throws MessageException {
    return as(ASN1ObjectIdentifier.class, "an OBJECT IDENTIFIER").getId();
  }

  KerberosTime time() throws MessageException {
    try {
      return KerberosTime.parse(as(ASN1GeneralizedTime.class, "a KerberosTime").getTimeString());
    } catch (KerberosSyntaxException e) {
      throw refuse(e.getMessage());
    }
  }

  /**
   * A KerberosString: a GeneralString of printable ASCII. RFC 4120 section 5.2.1 allows all of IA5,
   * but control characters are useless in names and harmful in logs.
   */
  String kerberosString() throws MessageException {
    byte[] octets = as(ASN1GeneralString.class, "a KerberosString").getOctets();
    for (byte octet : octets) {
      if (octet < ' ' || octet > '~') {
        throw refuse("not printable ASCII");
      }
    }
    return new String(octets, StandardCharsets.US_ASCII);
  }

  Realm realm() throws MessageException {
    try {
      return Realm.parse(kerberosString());
    } catch (KerberosSyntaxException e) {
      throw refuse(e.getMessage());
    }
  }

  private <T extends ASN1Primitive> T as(Class<T> type, String name) throws MessageException {
    if (!type.isInstance(asn1)) {
      throw refuse("not " + name);
    }
    return type.cast(asn1);
  }
}
