package org.kxover.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsSession;

/** Looks which certificate the running daemon shows. */
final class ServedKey {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Settings settings;
  private final SecureRandom random;

  ServedKey(Settings settings, SecureRandom random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * Connects to the daemon.
   *
   * @throws IOException if the daemon does not show that certificate
   */
  void require(TlsCredential own, RealmSettings realm) throws IOException {
    InetSocketAddress address = settings.get(ListenSettings.ADDRESS);
    if (address.getAddress().isAnyLocalAddress()) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
    }
    AtomicReference<byte[]> shown = new AtomicReference<>();
    try (TlsSession session =
        new TlsConnector(own, random, NetworkParts.limits(settings))
            .connect(
                address,
                realm.get(CertificateSettings.HOST),
                chain -> shown.set(chain.get(0)),
                TIMEOUT)) {
      if (!Arrays.equals(shown.get(), own.chainDer().get(0))) {
        throw new IOException("kxoverd still shows the old certificate; restart it");
      }
    } catch (CertificateRefusedException e) {
      throw new IOException(e.getMessage(), e);
    } catch (IOException e) {
      throw shown.get() == null
          ? new IOException("kxoverd does not answer: " + Failures.words(e), e)
          : e;
    }
  }
}
