package org.kxover.exchange;

import java.io.IOException;
import org.kxover.message.KxRep;

/**
 * The responder's side of an agreement: the key to write, and the message that tells the peer of
 * it. The message leaves when the key is written, not before.
 */
public record Reply(KxRep message, Agreement agreement) implements AutoCloseable {

  /**
   * Tells the peer. The key is wiped then: where the peer does not hear of it, it lies unused in
   * the database until its end.
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
