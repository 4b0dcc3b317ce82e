package org.kxover.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.kxover.exchange.Session;

/** A session that tells each secret which it exports. */
record HeardSession(Session session, Consumer<byte[]> onExport) implements Session {
  @Override
  public byte[] readMessage() throws IOException {
    return session.readMessage();
  }

  @Override
  public void writeMessage(byte[] message) throws IOException {
    session.writeMessage(message);
  }

  @Override
  public List<byte[]> peerChain() {
    return session.peerChain();
  }

  @Override
  public byte[] exportSecret(byte[] context, int length) {
    byte[] secret = session.exportSecret(context, length);
    onExport.accept(secret.clone());
    return secret;
  }

  @Override
  public String namedGroup() {
    return session.namedGroup();
  }

  @Override
  public Duration timeToAnswer() {
    return session.timeToAnswer();
  }

  @Override
  public String peerName() {
    return session.peerName();
  }
}
