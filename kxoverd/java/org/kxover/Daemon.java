package org.kxover;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.kxover.cli.Failures;
import org.kxover.config.Settings;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The realms and the two sockets on which they are asked: by KDCs, and by other realms. */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Settings settings;
  private final Parts parts = new Parts();
  private final TlsListener listener;
  private final KdcSocket kdcSocket;
  private final LocalRealms realms;

  Daemon(Settings settings, Clock clock, SecureRandom random)
      throws TrustAnchorException, CredentialException, IOException {
    this.settings = settings;
    Common common = Common.of(settings, clock, random);
    realms = parts.add(new LocalRealms(common));
    listener =
        parts.add(new TlsListener(settings.listen().address(), random, common.limits(), realms));
    kdcSocket = parts.add(new KdcSocket(settings.kdcSocket(), realms::answer));
  }

  /** Listens for other realms first: the KDC is not to ask before all is there. */
  void start() throws IOException {
    listen(settings.listen().address(), listener::start);
    LOG.info("listening for other realms on {}", listener.address());
    listen(settings.kdcSocket().socket(), kdcSocket::start);
    realms.start();
  }

  private interface Listening {
    void start() throws IOException;
  }

  private static void listen(Object where, Listening part) throws IOException {
    try {
      part.start();
    } catch (IOException e) {
      throw new IOException("listening on " + where + ": " + Failures.words(e), e);
    }
  }

  /** Whoever asks goes first, and whoever answers last. */
  @Override
  public void close() {
    parts.close();
  }
}
