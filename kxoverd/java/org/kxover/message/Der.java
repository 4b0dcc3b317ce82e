package org.kxover.message;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;
import org.kxover.kerberos.Printable;

/** Reads and writes ASN.1 values in strict DER (X.690). */
final class Der {
  /** The size of the largest accepted message, in octets. */
  static final int MAX_MESSAGE = 65536;

  private static final int MAX_REASON = 80;

  private Der() {}

  /**
   * Reads the only value in {@code der}.
   *
   * @param name the message's name, with which paths in errors begin
   * @throws MessageException if it is empty, too long, not ASN.1, not DER, or followed by more
   *     octets
   */
  static Value read(String name, byte[] der) throws MessageException {
    // Check the size first, because the decoder allocates objects in proportion to it.
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
      // The decoder limits nesting and lengths. RuntimeException covers possible bugs in it.
      throw new MessageException(name, "not ASN.1: " + reasonOf(e));
    }
    // The decoder accepts BER. Each value has only one DER encoding, so compare with that.
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

  private static String reasonOf(Exception e) {
    String message = e.getMessage();
    return Printable.line(message == null ? e.getClass().getSimpleName() : message, MAX_REASON);
  }
}
