package org.kxover.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The TLS session of an exchange. Tests have their own implementation. */
public interface Session {
  byte[] readMessage() throws IOException;

  void writeMessage(byte[] message) throws IOException;

  /**
   * The peer's certificates in DER, leaf first; empty if it sent none. TLS has proved the leaf's
   * key.
   */
  List<byte[]> peerChain();

  /** TLS-Exporter (RFC 8446 section 7.5) with KXOVER's label. */
  byte[] exportSecret(byte[] context, int length);

  String namedGroup();

  /** How long the peer still waits for an answer. */
  Duration timeToAnswer();

  /** Address and port of the peer, for logs. */
  String peerName();
}
