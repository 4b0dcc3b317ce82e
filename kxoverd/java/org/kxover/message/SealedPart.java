package org.kxover.message;

import java.util.OptionalInt;
import org.bouncycastle.asn1.DERSequence;
import org.kxover.kerberos.EncryptionType;

/**
 * EncryptedData (RFC 4120 section 5.2.9).
 *
 * @param kvno of the key; empty for a session key
 */
public record SealedPart(EncryptionType type, OptionalInt kvno, byte[] cipher) {
  static SealedPart read(Value value) throws MessageException {
    Fields fields = value.fields();
    Value number = fields.required(0, "etype");
    EncryptionType type =
        EncryptionType.ofNumber(number.int32())
            .orElseThrow(() -> number.refuse("an unknown encryption type"));
    OptionalInt kvno = OptionalInt.empty();
    var present = fields.optional(1, "kvno");
    if (present.isPresent()) {
      kvno = OptionalInt.of((int) present.get().uint32());
    }
    byte[] cipher = fields.required(2, "cipher").octets();
    fields.end();
    return new SealedPart(type, kvno, cipher);
  }

  DERSequence sequence() {
    FieldWriter fields = new FieldWriter().add(0, type.number());
    kvno.ifPresent(number -> fields.add(1, number));
    return fields.add(2, cipher).sequence();
  }
}
