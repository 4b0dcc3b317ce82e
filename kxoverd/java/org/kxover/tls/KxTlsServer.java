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
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.kxover.kerberos.HostName;

/**
 * Our server in one handshake: takes any client certificate whose private key is proved, and a
 * client without one where the service allows it.
 *
 * <p>Which realm the client speaks for is not known before its first message, so nobody could
 * decide about its certificate here.
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

  /** What the client asked for, when the handshake is complete. */
  TlsService service() {
    return service;
  }

  /** Non-null when the handshake is complete. */
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

  /** Worth a HelloRetryRequest where the client has a hybrid group but sent no share of it. */
  @Override
  public boolean preferLocalSupportedGroups() {
    return true;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return PeerCertificates.MAX_CHAIN;
  }

  /** Says which it is, where there is nothing in common; the library would say "failure" only. */
  @Override
  public void processClientExtensions(@SuppressWarnings("rawtypes") Hashtable extensions)
      throws IOException {
    super.processClientExtensions(extensions);
    int[] groups = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (groups == null || Arrays.stream(groups).noneMatch(TlsProfile::hasGroup)) {
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

  /** Nobody is refused for a name that is none: it is as if it were not there. */
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
