package org.kxover.lab;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.kxover.exchange.Session;

/**
 * A session whose owner does not keep to what the exchange tells it.
 *
 * @param onWrite what becomes of a message on its way out
 * @param onContext what becomes of the KXOVER-KEY-INFO before the key is derived
 */
record TamperingSession(
    Session session, UnaryOperator<byte[]> onWrite, UnaryOperator<byte[]> onContext)
    implements DelegatingSession {
  @Override
  public void writeMessage(byte[] message) throws IOException {
    session.writeMessage(onWrite.apply(message));
  }

  @Override
  public byte[] exportSecret(byte[] context, int length) {
    return session.exportSecret(onContext.apply(context), length);
  }
}
