package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.TlsClientProtocol;

/** The library's protocol of a client, with the alerts of {@link FarewellAlerts}. */
final class KxClientProtocol extends TlsClientProtocol {
  private final FarewellAlerts alerts;

  /**
   * @param in the input for TLS, which reads from {@code input}
   */
  KxClientProtocol(WatchedInput input, InputStream in, WatchedOutput out) {
    super(in, out);
    this.alerts = new FarewellAlerts(input, out, this::writeRecord);
  }

  @Override
  protected void handleAlertMessage(short level, short alert) throws IOException {
    super.handleAlertMessage(FarewellAlerts.levelOf(alert), alert);
  }

  @Override
  protected void handleAlertWarningMessage(short alert) throws IOException {
    if (alert == AlertDescription.close_notify && isHandshaking()) {
      throw new HandshakeEndedException();
    }
    super.handleAlertWarningMessage(alert);
  }

  @Override
  protected void raiseAlertFatal(short alert, String message, Throwable cause) {
    getPeer().notifyAlertRaised(AlertLevel.fatal, alert, message, cause);
    alerts.send(alert, cause);
  }
}
