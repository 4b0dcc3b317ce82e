package org.kxover.message;

/**
 * Octets from a peer that are not the message they should be. The text names the field and what is
 * wrong with it, as in {@code KX-REQ.offer.kvno: not a UInt32}, and is fit for one line of a log.
 */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MessageException(String field, String problem) {
    super(field + ": " + problem);
  }
}
