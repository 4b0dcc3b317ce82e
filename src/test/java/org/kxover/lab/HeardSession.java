package org.kxover.lab;

import java.util.function.Consumer;
import org.kxover.exchange.Session;

/** A session that tells each secret which it exports. */
record HeardSession(Session session, Consumer<byte[]> onExport) implements ForwardedSession {
  @Override
  public byte[] exportSecret(byte[] context, int length) {
    byte[] secret = session.exportSecret(context, length);
    onExport.accept(secret.clone());
    return secret;
  }
}
