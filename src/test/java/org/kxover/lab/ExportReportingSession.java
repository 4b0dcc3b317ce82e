package org.kxover.lab;

import java.util.function.Consumer;
import org.kxover.exchange.Session;

/** A session that passes a copy of each exported secret to {@code onExport}. */
record ExportReportingSession(Session session, Consumer<byte[]> onExport)
    implements DelegatingSession {
  @Override
  public byte[] exportSecret(byte[] context, int length) {
    byte[] secret = session.exportSecret(context, length);
    onExport.accept(secret.clone());
    return secret;
  }
}
