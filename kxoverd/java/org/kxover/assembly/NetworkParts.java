package org.kxover.assembly;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Random;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dane.CertificateFile;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.NeverLookedUp;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.SecureDns;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;

/** How a realm finds others, trusts them, and shows itself to them. */
public final class NetworkParts {
  private static final int MAX_MESSAGE = 64 * 1024;

  private NetworkParts() {}

  /**
   * The realm's own certificate and key.
   *
   * @throws CredentialException where a file cannot be read or is of no use
   */
  public static TlsCredential credential(RealmSettings realm) throws CredentialException {
    return realm.passphraseFile().isPresent()
        ? TlsCredential.loadPkcs12(realm.certificate(), realm.passphraseFile().get())
        : TlsCredential.load(realm.certificate(), realm.privateKey());
  }

  /**
   * By which authorities the realm judges the certificates of others.
   *
   * @throws IOException where a file of authorities cannot be read or understood
   */
  public static PeerTrust trust(RealmSettings realm, InstantSource clock) throws IOException {
    return new PeerTrust(
        CertificateFile.readRoots(realm.pkixRoots()),
        CertificateFile.readRoots(realm.federationRoots()),
        clock);
  }

  /** Finds other realms, but for the names that the realm never looks up. */
  public static Discovery discovery(RealmSettings realm, SecureDns dns, SecureRandom random) {
    return new Discovery(
        dns, new Random(random.nextLong()), new NeverLookedUp(realm.policy().neverLookedUp()));
  }

  /** The limits of each connection with another realm. */
  public static TlsLimits limits(Settings settings) {
    ListenSettings listen = settings.listen();
    return new TlsLimits(
        listen.connectTimeout(),
        listen.handshakeTimeout(),
        listen.messageTimeout(),
        listen.connectionTimeout(),
        MAX_MESSAGE,
        listen.maxConnections(),
        listen.maxConnectionsPerNetwork());
  }
}
