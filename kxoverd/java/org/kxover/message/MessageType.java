package org.kxover.message;

/** The type of a message by its first octet, which selects the parser. */
public enum MessageType {
  /** {@code [APPLICATION 18]}. */
  KX_REQ(0x72),
  /** {@code [APPLICATION 19]}. */
  KX_REP(0x73),
  /** {@code [APPLICATION 23]}. */
  KX_ACK(0x77),
  /** {@code [APPLICATION 30]}, RFC 4120 section 5.9.1. */
  KRB_ERROR(0x7e),
  /** Anything else, also the empty message. */
  OTHER(-1);

  private final int identifierOctet;

  MessageType(int identifierOctet) {
    this.identifierOctet = identifierOctet;
  }

  /** The type for the outer tag of {@code der}. Does not check the rest. */
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
