package org.kxover.message;

import java.util.Iterator;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * Reads the fields of a SEQUENCE, each with an explicit context tag. The caller reads them in the
 * order of the ASN.1 module, so a duplicate, unknown or misplaced field is always detected.
 */
final class Fields {
  private final String path;
  private final Iterator<ASN1Encodable> rest;

  /** The first field not yet read; null after the last. */
  private ASN1TaggedObject next;

  Fields(String path, ASN1Sequence sequence) throws MessageException {
    this.path = path;
    this.rest = sequence.iterator();
    advance();
  }

  /** Reads the field {@code [tag]}, which must be next. */
  Value required(int tag, String name) throws MessageException {
    return optional(tag, name)
        .orElseThrow(() -> new MessageException(path + "." + name, "missing"));
  }

  /** Reads the field {@code [tag]} if it is next. */
  Optional<Value> optional(int tag, String name) throws MessageException {
    if (next == null || next.getTagNo() > tag) {
      return Optional.empty();
    }
    if (next.getTagNo() < tag) {
      throw unexpected();
    }
    if (!next.isExplicit()) {
      throw new MessageException(path + "." + name, "not one value under an explicit tag");
    }
    Value value = new Value(path + "." + name, next.getExplicitBaseObject().toASN1Primitive());
    advance();
    return Optional.of(value);
  }

  /** Requires the end of a SEQUENCE without extension marker. */
  void end() throws MessageException {
    if (next != null) {
      throw unexpected();
    }
  }

  /**
   * Requires the end of a SEQUENCE with an extension marker. Skips fields of later versions, whose
   * tags must ascend above {@code lastKnown}.
   */
  void endOrAdditions(int lastKnown) throws MessageException {
    for (int last = lastKnown; next != null; advance()) {
      if (next.getTagNo() <= last) {
        throw unexpected();
      }
      last = next.getTagNo();
    }
  }

  private MessageException unexpected() {
    return new MessageException(path, "unexpected field [" + next.getTagNo() + "]");
  }

  private void advance() throws MessageException {
    if (!rest.hasNext()) {
      next = null;
    } else if (rest.next() instanceof ASN1TaggedObject tagged && tagged.hasContextTag()) {
      next = tagged;
    } else {
      throw new MessageException(path, "an element without context tag");
    }
  }
}
