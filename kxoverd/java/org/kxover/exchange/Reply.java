package org.kxover.exchange;

import java.io.IOException;
import org.kxover.message.KxRep;

/**
 * The responder's result: the key, and the reply message. The caller must write the key to the
 * database before it sends the message.
 */
public record Reply(KxRep message, Agreement agreement) implements AutoCloseable {

  /**
   * Sends the message to the peer, and wipes the key in memory even if that fails. If the peer does
   * not get the message, the key stays in the database, unused until its {@code till}.
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
