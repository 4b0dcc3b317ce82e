package org.kxover.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.kxover.base.AddressText;
import org.kxover.tls.TlsSession;

/** A {@link Session} in an established TLS connection. */
public record TlsExchangeSession(TlsSession tls) implements Session {
  @Override
  public byte[] readMessage() throws IOException {
    return tls.readMessage();
  }

  @Override
  public void writeMessage(byte[] message) throws IOException {
    tls.writeMessage(message);
  }

  @Override
  public List<byte[]> peerChain() {
    return tls.peerChain();
  }

  @Override
  public byte[] exportSecret(byte[] context, int length) {
    return tls.exportSecret(context, length);
  }

  @Override
  public String namedGroup() {
    return tls.namedGroup();
  }

  @Override
  public Duration timeToAnswer() {
    return tls.timeToAnswer();
  }

  @Override
  public String peerName() {
    return AddressText.of(tls.peer());
  }
}
