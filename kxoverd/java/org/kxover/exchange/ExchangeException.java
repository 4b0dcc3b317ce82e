package org.kxover.exchange;

/** The peer broke the protocol; nothing was agreed. */
public final class ExchangeException extends Exception {
  private static final long serialVersionUID = 1L;

  public ExchangeException(String message) {
    super(message);
  }
}
