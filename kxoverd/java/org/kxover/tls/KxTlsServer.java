package org.kxover.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.kxover.kerberos.HostName;

/**
 * The server side of one handshake. It accepts any client certificate whose private key is proved,
 * and a client without a certificate if the service allows this.
 *
 * <p>The certificate cannot be judged here: the first message of the client shows for which realm
 * it speaks.
 */
class KxTlsServer extends AbstractTlsServer {
  private final StrictCrypto crypto;
  private final TlsServices services;
  private TlsService service;
  private List<byte[]> peerChain = List.of();
  private HandshakeResult result;

  KxTlsServer(StrictCrypto crypto, TlsServices services) {
    super(crypto);
    this.crypto = crypto;
    this.services = services;
  }

  /** The service that the client selected by server_name; null until the handshake is complete. */
  TlsService service() {
    return service;
  }

  /** Null until the handshake is complete. */
  HandshakeResult result() {
    return result;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return TlsProfile.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsProfile.cipherSuites();
  }

  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int[] getSupportedGroups() {
    return TlsProfile.groups();
  }

  /**
   * A client that supports a hybrid group but sent no key share for it gets a HelloRetryRequest.
   */
  @Override
  public boolean preferLocalSupportedGroups() {
    return true;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return PeerCertificates.MAX_CHAIN;
  }

  /** Names the reason if there is no common group. The library would only report a failure. */
  @Override
  public void processClientExtensions(@SuppressWarnings("rawtypes") Hashtable extensions)
      throws IOException {
    super.processClientExtensions(extensions);
    if (extensions.containsKey(ExtensionType.early_data)) {
      crypto.earlyData().expect();
    }
    int[] groups = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (groups == null || !extensions.containsKey(ExtensionType.key_share)) {
      // RFC 8446 section 9.2. The library would ask for another hello.
      throw new TlsFatalAlert(
          AlertDescription.missing_extension,
          "the peer offers "
              + (groups == null ? "no groups (supported_groups)" : "no keys (key_share)"));
    }
    if (Arrays.stream(groups).noneMatch(TlsProfile::hasGroup)) {
      throw new TlsFatalAlert(
          AlertDescription.handshake_failure, "the peer offers none of our groups");
    }
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    SecurityParameters handshake = context.getSecurityParametersHandshake();
    service = services.named(serverName(handshake.getClientServerNames()));
    return service.credential().signer(context, crypto, handshake.getClientSigAlgs());
  }

  /** A server_name that is not a valid host name is ignored, and does not end the handshake. */
  private static Optional<HostName> serverName(Vector<?> names) {
    return names == null
        ? Optional.empty()
        : names.stream()
            .map(ServerName.class::cast)
            .filter(name -> name.getNameType() == NameType.host_name)
            .findFirst()
            .flatMap(name -> HostName.parse(new String(name.getNameData(), US_ASCII)));
  }

  @Override
  public CertificateRequest getCertificateRequest() throws IOException {
    return new CertificateRequest(
        TlsUtils.EMPTY_BYTES, TlsProfile.signatureAlgorithms(), null, null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    if (!certificate.isEmpty() || !service.certificateOptional()) {
      peerChain = PeerCertificates.require(certificate);
    }
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    SecurityParameters handshake = context.getSecurityParametersConnection();
    result =
        new HandshakeResult(
            peerChain, handshake.getNegotiatedGroup(), new Exporter(crypto, handshake));
  }
}
