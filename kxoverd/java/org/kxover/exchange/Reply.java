package org.kxover.exchange;

import java.io.IOException;
import org.kxover.message.KxRep;

/**
 * The responder's side of an agreement: the key to write, and the message that tells the peer of
 * it. The key is written before the message leaves.
 */
public record Reply(KxRep message, Agreement agreement) implements AutoCloseable {

  /**
   * Tells the peer, and wipes the key in any case: the database has it. A key that the peer does
   * not hear of lies there unused until its {@code till}.
   */
  public void sendTo(Session session) throws IOException {
    try {
      session.writeMessage(message.encoded());
    } finally {
      close();
    }
  }

  /** Wipes the key. */
  @Override
  public void close() {
    agreement.close();
  }
}
