package org.kxover.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * The types of RFC 4120 in DER, without any check of what they hold. Each character of a string is
 * one octet.
 */
final class KerberosDer {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private KerberosDer() {}

  static byte[] encode(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A value that is encoded already. */
  static ASN1Encodable decoded(byte[] der) {
    try {
      return ASN1Primitive.fromByteArray(der);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static ASN1Encodable sequence(Collection<? extends ASN1Encodable> values) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    values.forEach(vector::add);
    return new DERSequence(vector);
  }

  /** A SEQUENCE of fields with their tags. */
  static ASN1Encodable fields(Map<Integer, ASN1Encodable> fields) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    new TreeMap<>(fields)
        .forEach((tag, value) -> vector.add(new DERTaggedObject(true, tag, value)));
    return new DERSequence(vector);
  }

  static ASN1Encodable application(int tag, ASN1Encodable value) {
    return new DERTaggedObject(true, BERTags.APPLICATION, tag, value);
  }

  static ASN1Encodable choice(int tag, ASN1Encodable value) {
    return new DERTaggedObject(true, tag, value);
  }

  static ASN1Encodable integer(long value) {
    return new ASN1Integer(value);
  }

  static ASN1Encodable integers(Collection<Integer> values) {
    return sequence(values.stream().map(ASN1Integer::new).toList());
  }

  static ASN1Encodable octets(byte[] value) {
    return new DEROctetString(value);
  }

  static ASN1Encodable bits(byte[] value) {
    return new DERBitString(value, 0);
  }

  static ASN1Encodable flags(int value) {
    return bits(ByteBuffer.allocate(4).putInt(value).array());
  }

  static ASN1Encodable string(String value) {
    return new DERGeneralString(value);
  }

  static ASN1Encodable time(Instant value) {
    return time(TIME.format(value));
  }

  /**
   * @param value as DER has it; one that is not a time is refused
   */
  static ASN1Encodable time(String value) {
    return new DERGeneralizedTime(value);
  }

  static ASN1Encodable name(int type, List<String> components) {
    return pair(integer(type), sequence(components.stream().map(KerberosDer::string).toList()));
  }

  /** A type and its value: a name, an EncryptionKey, a Checksum, a HostAddress, an AD element. */
  static ASN1Encodable pair(ASN1Encodable type, ASN1Encodable value) {
    return fields(Map.of(0, type, 1, value));
  }

  static ASN1Encodable padata(int type, byte[] value) {
    return fields(Map.of(1, integer(type), 2, octets(value)));
  }

  static ASN1Encodable encrypted(int type, byte[] cipher) {
    return fields(Map.of(0, integer(type), 2, octets(cipher)));
  }
}
