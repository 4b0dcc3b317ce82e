package org.kxover.message;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;
import org.kxover.kerberos.Printable;

/** The way between octets and a tree of ASN.1 values, in DER and nothing else (X.690). */
final class Der {
  /** Octets of the largest message that is looked at. */
  static final int MAX_MESSAGE = 65536;

  private static final int WORDS = 80;

  private Der() {}

  /**
   * The one value in {@code der}.
   *
   * @param name of the message, where paths in refusals begin
   * @throws MessageException where it is empty, too long, not ASN.1, not DER, or followed by more
   */
  static Value read(String name, byte[] der) throws MessageException {
    // Before anything is decoded: the decoder makes objects by the number of octets.
    if (der.length > MAX_MESSAGE) {
      throw new MessageException(name, "longer than " + MAX_MESSAGE + " octets");
    }
    if (der.length == 0) {
      throw new MessageException(name, "empty");
    }
    ASN1Primitive tree;
    byte[] canonical;
    try {
      tree = ASN1Primitive.fromByteArray(der);
      canonical = tree.getEncoded(ASN1Encoding.DER);
    } catch (IOException | RuntimeException e) {
      // The decoder bounds nesting and lengths by itself; nothing unchecked may pass, should it
      // have any left.
      throw new MessageException(name, "not ASN.1: " + words(e));
    }
    // The decoder reads BER. There is one DER encoding only of each value, so this is all of DER.
    int difference = Arrays.mismatch(canonical, der);
    if (difference >= 0) {
      throw new MessageException(name, "not DER at octet " + difference);
    }
    return new Value(name, tree);
  }

  static byte[] write(ASN1Object value) {
    try {
      return value.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  private static String words(Exception e) {
    String message = e.getMessage();
    return Printable.line(message == null ? e.getClass().getSimpleName() : message, WORDS);
  }
}
