package org.kxover.assembly;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dane.CertificateFile;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.NeverLookedUp;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.SecureDns;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;

/**
 * Creates, from the settings, what a realm needs to find other realms, to trust them, and to
 * authenticate itself.
 */
public final class NetworkParts {
  private static final int MAX_MESSAGE = 64 * 1024;

  private NetworkParts() {}

  /**
   * The realm's own certificate and key.
   *
   * @throws CredentialException if a file cannot be read or used
   */
  public static TlsCredential credential(RealmSettings realm) throws CredentialException {
    return credential(realm, SecretFiles.judgedByMode());
  }

  /**
   * The realm's own certificate and key.
   *
   * @param secrets checks that other users cannot read the files
   * @throws CredentialException if a file cannot be read or used
   */
  public static TlsCredential credential(RealmSettings realm, SecretFiles secrets)
      throws CredentialException {
    Optional<Path> passphrase = realm.get(CertificateSettings.PASSPHRASE_FILE);
    Path certificate = realm.get(CertificateSettings.CERTIFICATE);
    return passphrase.isPresent()
        ? TlsCredential.loadPkcs12(certificate, passphrase.get(), secrets)
        : TlsCredential.load(certificate, realm.get(CertificateSettings.PRIVATE_KEY), secrets);
  }

  /**
   * The certification authorities that the realm accepts for certificates of other realms.
   *
   * @throws IOException if a file of authorities cannot be read or parsed
   */
  public static PeerTrust trust(RealmSettings realm, InstantSource clock) throws IOException {
    return new PeerTrust(
        CertificateFile.readRoots(realm.get(CertificateSettings.PKIX_ROOTS)),
        CertificateFile.readRoots(realm.get(CertificateSettings.FEDERATION_ROOTS)),
        clock);
  }

  /** The discovery of other realms, without the domains that the realm never looks up. */
  public static Discovery discovery(RealmSettings realm, SecureDns dns, SecureRandom random) {
    return new Discovery(
        dns,
        new Random(random.nextLong()),
        new NeverLookedUp(realm.get(PolicySettings.NEVER_LOOK_UP)));
  }

  /**
   * True if an interface of this machine has the address now. Also true if the interfaces cannot be
   * read, so that no connection to this machine is made by mistake.
   */
  public static boolean isOfThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  /** The limits for each connection with another realm. */
  public static TlsLimits limits(Settings settings) {
    return new TlsLimits(
        settings.get(ListenSettings.CONNECT_TIMEOUT),
        settings.get(ListenSettings.HANDSHAKE_TIMEOUT),
        settings.get(ListenSettings.MESSAGE_TIMEOUT),
        settings.get(ListenSettings.CONNECTION_TIMEOUT),
        MAX_MESSAGE,
        settings.get(ListenSettings.MAX_CONNECTIONS),
        settings.get(ListenSettings.MAX_CONNECTIONS_PER_NETWORK));
  }
}
