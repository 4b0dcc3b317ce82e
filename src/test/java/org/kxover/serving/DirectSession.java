package org.kxover.serving;

import java.util.Optional;
import org.kxover.exchange.Session;
import org.kxover.message.KxAck;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;
import org.kxover.message.MessageType;

/** Hands the messages of one session to a service without a connection. */
public final class DirectSession {
  private final ExchangeService service;
  private final AwaitedAck awaited = new AwaitedAck();

  public DirectSession(ExchangeService service) {
    this.service = service;
  }

  /**
   * Takes a KX-REQ or a KX-ACK. The service writes its answer to {@code session} before this
   * returns.
   */
  public void take(Session session, byte[] message) throws MessageException {
    if (MessageType.of(message) == MessageType.KX_ACK) {
      service.acknowledge(session, KxAck.parseFrom(message), awaited);
    } else {
      awaited.set(Optional.empty());
      service.answer(session, KxReq.parseFrom(message), awaited);
    }
  }
}
