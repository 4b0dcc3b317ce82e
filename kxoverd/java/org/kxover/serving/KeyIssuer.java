package org.kxover.serving;

import java.time.Instant;
import org.kxover.crossover.KeyRecorder;
import org.kxover.discovery.Peer;
import org.kxover.event.CrossingException;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Reply;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.kdb.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the key for an admitted proposal into our database and prepares the reply. */
final class KeyIssuer {
  private static final Logger LOG = LoggerFactory.getLogger(KeyIssuer.class);

  private static final int MAX_DECISIONS = 5;

  private final DecisionMaker decisions;
  private final Responder responder;
  private final KeyRecorder keys;

  KeyIssuer(DecisionMaker decisions, Responder responder, KeyRecorder keys) {
    this.decisions = decisions;
    this.responder = responder;
    this.keys = keys;
  }

  /**
   * Decides, makes the key and writes it. When this returns, the database has the key. If another
   * daemon of our realm writes a key at the same time, this decides again.
   *
   * @param start when the request arrived
   * @return the reply, which the caller must send and close
   */
  Reply write(Session session, Proposal proposal, Peer peer, Instant start)
      throws StoreException, RefusedException, CrossingException {
    for (int attempt = 1; ; attempt++) {
      try {
        Decision decision = decisions.decide(proposal);
        Reply reply = reply(session, proposal, decision);
        write(reply, peer, decision, start);
        return reply;
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.OVERTAKEN || attempt == MAX_DECISIONS) {
          throw e;
        }
        LOG.info("{}; trying again with the next kvno", e.getMessage());
      }
    }
  }

  /** Closes the decision, because the prior key is not needed after the reply is made. */
  private Reply reply(Session session, Proposal proposal, Decision decision)
      throws RefusedException {
    try (decision) {
      return responder.reply(
          session, proposal, decision.kvno(), decision.prior(), decision.takesKeys());
    }
  }

  private void write(Reply reply, Peer peer, Decision decision, Instant start)
      throws StoreException {
    boolean written = false;
    try {
      keys.write(reply.agreement(), peer.toString(), decision.before(), start);
      written = true;
    } finally {
      if (!written) {
        reply.close();
      }
    }
  }
}
