package org.kxover.message;

import java.util.Arrays;
import java.util.List;

/**
 * What a peer sends, as any of the messages: it is refused as such, or it is understood, and then
 * what we would write of it is understood as the same.
 */
public final class MessageFuzz {
  private MessageFuzz() {}

  private interface Parser {
    /** Parses, and encodes again. */
    byte[] again(byte[] der) throws MessageException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          der -> KxReq.parseFrom(der).encoded(),
          der -> KxRep.parseFrom(der).encoded(),
          der -> KrbError.parseFrom(der).encoded(),
          der -> KxoverKeyInfo.parseFrom(der).encoded(),
          der -> PriorKeyExtension.parseFrom(der).encoded());

  public static void fuzzerTestOneInput(byte[] der) throws MessageException {
    MessageType.of(der);
    for (Parser parser : PARSERS) {
      byte[] encoded;
      try {
        encoded = parser.again(der);
      } catch (MessageException e) {
        continue;
      }
      if (!Arrays.equals(encoded, parser.again(encoded))) {
        throw new AssertionError("what was written is read as something else");
      }
    }
  }
}
