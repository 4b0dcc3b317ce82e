package org.kxover.crossing;

import java.io.IOException;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key that the peer has written and we have not. Its session stays open if the peer takes an
 * acknowledgement.
 */
final class AgreedKey implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgreedKey.class);

  private final Agreement agreement;
  private final TlsSession session;

  /** Takes ownership of both. */
  AgreedKey(Agreement agreement, TlsSession session) {
    this.agreement = agreement;
    this.session = session;
    if (!agreement.isAcknowledged()) {
      session.close();
    }
  }

  Agreement agreement() {
    return agreement;
  }

  /**
   * Tells the peer that we have written the key, if it wants to know. Does not fail: the key works,
   * and the next exchange proves that we have it.
   */
  void acknowledge() {
    if (!agreement.isAcknowledged()) {
      return;
    }
    String key = agreement.crossover() + " kvno " + agreement.kvno();
    try {
      agreement.acknowledge(new TlsExchangeSession(session));
      LOG.info("acknowledged {} to {}", key, agreement.peer());
    } catch (IOException e) {
      LOG.info("cannot acknowledge {} to {}: {}", key, agreement.peer(), e.getMessage());
    }
  }

  /** Wipes the key, and ends the session. */
  @Override
  public void close() {
    agreement.close();
    session.close();
  }
}
