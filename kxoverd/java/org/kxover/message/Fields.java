package org.kxover.message;

import java.util.Iterator;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * The fields of one SEQUENCE, each under its explicit context tag. They are asked for in the order
 * of the ASN.1 module; so a field that is out of order, twice there or unknown is never passed
 * over.
 */
final class Fields {
  private final String path;
  private final Iterator<ASN1Encodable> rest;

  /** The first field not yet taken; null behind the last. */
  private ASN1TaggedObject next;

  Fields(String path, ASN1Sequence sequence) throws MessageException {
    this.path = path;
    this.rest = sequence.iterator();
    advance();
  }

  /** The field {@code [tag]}, which must be the next one. */
  Value required(int tag, String name) throws MessageException {
    return optional(tag, name)
        .orElseThrow(() -> new MessageException(path + "." + name, "missing"));
  }

  /** The field {@code [tag]}, where it is the next one. */
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

  /** The end of a SEQUENCE without extension marker. */
  void end() throws MessageException {
    if (next != null) {
      throw unexpected();
    }
  }

  /**
   * The end of a SEQUENCE with an extension marker: later versions may add fields, with rising tags
   * above {@code lastKnown} and any contents.
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
