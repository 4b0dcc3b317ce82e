package org.kxover.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What an exchange needs of its TLS session; a test may hold the other end of it. */
public interface Session {
  byte[] readMessage() throws IOException;

  void writeMessage(byte[] message) throws IOException;

  /** The peer's certificates in DER, its own first, whose key it has proved to hold; or none. */
  List<byte[]> peerChain();

  /** TLS-Exporter (RFC 8446 section 7.5) with KXOVER's label. */
  byte[] exportSecret(byte[] context, int length);

  String namedGroup();

  /** How long an answer may take before nobody waits for it any more. */
  Duration timeToAnswer();

  /** The peer's address and port, for logs. */
  String peerName();
}
