package org.kxover.tls;

import java.io.IOException;

/**
 * The peer answered STARTTLS with a Kerberos message in the clear. Nothing shows who wrote it: it
 * may only explain a failure.
 */
public final class ClearAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final byte[] message;

  /**
   * @param message without its length field; empty if it was too long or incomplete
   */
  ClearAnswerException(int length, byte[] message) {
    super("the peer answered STARTTLS with a Kerberos message of " + length + " octets");
    this.message = message.clone();
  }

  /** The message without its length field; empty if it was too long or incomplete. */
  public byte[] message() {
    return message.clone();
  }
}
