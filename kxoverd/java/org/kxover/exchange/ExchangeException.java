package org.kxover.exchange;

/** The peer violated the protocol, so there is no new key. */
public final class ExchangeException extends Exception {
  private static final long serialVersionUID = 1L;

  public ExchangeException(String message) {
    super(message);
  }
}
