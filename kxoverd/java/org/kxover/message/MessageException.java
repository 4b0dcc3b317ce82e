package org.kxover.message;

/**
 * Octets from a peer are not a valid message. The text is one line for logs, with the field and the
 * problem, such as {@code KX-REQ.offer.kvno: not a UInt32}.
 */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MessageException(String field, String problem) {
    super(field + ": " + problem);
  }
}
