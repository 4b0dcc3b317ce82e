package org.kxover.message;

import java.util.Arrays;
import java.util.List;

/**
 * Fuzzes all parsers of messages from a peer. A message is refused, or its encoding must parse to
 * an equal message.
 */
public final class MessageFuzz {
  private MessageFuzz() {}

  private interface Parser {
    /** Parses and encodes {@code der}. */
    byte[] reencode(byte[] der) throws MessageException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          der -> KxReq.parseFrom(der).encoded(),
          der -> KxRep.parseFrom(der).encoded(),
          der -> KrbError.parseFrom(der).encoded(),
          der -> KxoverKeyInfo.parseFrom(der).encoded(),
          der -> PriorKeyExtension.parseFrom(der).encoded(),
          der -> KxAck.parseFrom(der).encoded());

  public static void fuzzerTestOneInput(byte[] der) throws MessageException {
    MessageType.of(der);
    for (Parser parser : PARSERS) {
      byte[] encoded;
      try {
        encoded = parser.reencode(der);
      } catch (MessageException e) {
        continue;
      }
      if (!Arrays.equals(encoded, parser.reencode(encoded))) {
        throw new AssertionError("the encoding of the message parses to another message");
      }
    }
  }
}
