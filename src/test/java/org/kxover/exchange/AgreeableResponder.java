package org.kxover.exchange;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;

/** A responder without policy and database, which accepts every valid request. */
public final class AgreeableResponder {
  private final Responder responder;
  private OptionalInt decision = OptionalInt.empty();
  private Optional<PriorKey> own = Optional.empty();
  private boolean takesKeys;
  private Consumer<Agreement> database = agreement -> {};

  public AgreeableResponder(Terms terms, InstantSource clock, SecureRandom random) {
    responder = new Responder(terms, clock, random);
  }

  /** Uses this kvno instead of the proposed one. */
  public AgreeableResponder decides(int kvno) {
    decision = OptionalInt.of(kvno);
    return this;
  }

  /** Uses this prior key for every request. The caller keeps it. */
  public AgreeableResponder mixes(Optional<PriorKey> prior) {
    own = prior;
    return this;
  }

  /** Has a database that takes keys. */
  public AgreeableResponder takesKeys() {
    takesKeys = true;
    return this;
  }

  /** Calls {@code write} with each key before the reply. */
  public AgreeableResponder writes(Consumer<Agreement> write) {
    database = write;
    return this;
  }

  /**
   * Answers one message.
   *
   * @return the agreement, which the caller closes
   * @throws RefusedException after the refusal was sent
   */
  public Agreement answer(Session session, byte[] message) throws IOException, RefusedException {
    try {
      Proposal proposal = responder.validate(session, read(session, message));
      Reply reply =
          responder.reply(session, proposal, decision.orElse(proposal.kvno()), own, takesKeys);
      database.accept(reply.agreement());
      session.writeMessage(reply.message().encoded());
      return reply.agreement();
    } catch (RefusedException e) {
      session.writeMessage(responder.refusal(e).encoded());
      throw e;
    }
  }

  private static KxReq read(Session session, byte[] message) throws RefusedException {
    try {
      return KxReq.parseFrom(message);
    } catch (MessageException e) {
      throw Responder.malformed(session, e);
    }
  }
}
