package org.kxover.lab;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.kxover.exchange.Session;

/**
 * A session that changes messages or key derivation, as a malicious peer does.
 *
 * @param onWrite changes each message before it is sent
 * @param onContext changes the exporter's context (KXOVER-KEY-INFO)
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
