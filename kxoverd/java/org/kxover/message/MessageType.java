package org.kxover.message;

/** What a message says it is, by its first octet: enough to choose the parser. */
public enum MessageType {
  /** {@code [APPLICATION 18]}. */
  KX_REQ(0x72),
  /** {@code [APPLICATION 19]}. */
  KX_REP(0x73),
  /** {@code [APPLICATION 30]}, RFC 4120 section 5.9.1. */
  KRB_ERROR(0x7e),
  /** Anything else, the empty message too. */
  OTHER(-1);

  private final int identifierOctet;

  MessageType(int identifierOctet) {
    this.identifierOctet = identifierOctet;
  }

  /** The type that the outer tag of {@code der} claims; nothing behind the tag is looked at. */
  public static MessageType of(byte[] der) {
    if (der.length > 0) {
      for (MessageType type : values()) {
        if (type.identifierOctet == (der[0] & 0xff)) {
          return type;
        }
      }
    }
    return OTHER;
  }
}
