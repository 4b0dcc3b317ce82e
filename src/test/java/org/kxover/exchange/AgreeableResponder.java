package org.kxover.exchange;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;

/** A responder's side without policy and database: whoever asks in order gets a key. */
public final class AgreeableResponder {
  private final Responder responder;
  private OptionalInt decision = OptionalInt.empty();
  private Optional<PriorKey> own = Optional.empty();
  private Consumer<Agreement> database = agreement -> {};

  public AgreeableResponder(Terms terms, InstantSource clock, SecureRandom random) {
    responder = new Responder(terms, clock, random);
  }

  /** Decides for that kvno in place of the proposed one. */
  public AgreeableResponder decides(int kvno) {
    decision = OptionalInt.of(kvno);
    return this;
  }

  /** Has that prior key, or none, whatever is asked for; it stays the caller's. */
  public AgreeableResponder mixes(Optional<PriorKey> prior) {
    own = prior;
    return this;
  }

  /** Does this with each key, before it replies. */
  public AgreeableResponder writes(Consumer<Agreement> write) {
    database = write;
    return this;
  }

  /**
   * Answers one message.
   *
   * @return what was agreed; the caller closes it
   * @throws RefusedException after the peer was told
   */
  public Agreement answer(Session session, byte[] message) throws IOException, RefusedException {
    try {
      Proposal proposal = responder.validate(session, read(session, message));
      Reply reply = responder.reply(session, proposal, decision.orElse(proposal.kvno()), own);
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
