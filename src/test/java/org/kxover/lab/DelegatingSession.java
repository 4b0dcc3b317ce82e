package org.kxover.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.kxover.exchange.Session;

/** A session that passes each call to another session, except those that are overridden. */
interface DelegatingSession extends Session {
  Session session();

  @Override
  default byte[] readMessage() throws IOException {
    return session().readMessage();
  }

  @Override
  default void writeMessage(byte[] message) throws IOException {
    session().writeMessage(message);
  }

  @Override
  default List<byte[]> peerChain() {
    return session().peerChain();
  }

  @Override
  default byte[] exportSecret(byte[] context, int length) {
    return session().exportSecret(context, length);
  }

  @Override
  default String namedGroup() {
    return session().namedGroup();
  }

  @Override
  default Duration timeToAnswer() {
    return session().timeToAnswer();
  }

  @Override
  default String peerName() {
    return session().peerName();
  }
}
