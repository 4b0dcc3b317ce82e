package org.kxover.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;

/**
 * The client side of one handshake: checks the certificate of the server and requires that the
 * server asks for ours.
 */
class KxTlsClient extends AbstractTlsClient {
  private final StrictCrypto crypto;
  private final TlsCredential own;
  private final String serverName;
  private final CertificateCheck check;
  private final Authentication authentication = new Authentication();
  private List<byte[]> peerChain = List.of();
  private boolean certificateRequested;
  private CertificateRefusedException refusal;
  private HandshakeResult result;

  KxTlsClient(StrictCrypto crypto, TlsCredential own, String serverName, CertificateCheck check) {
    super(crypto);
    this.crypto = crypto;
    this.own = own;
    this.serverName = serverName;
    this.check = check;
  }

  /** The exception of the certificate check, if it ended the handshake. */
  Optional<CertificateRefusedException> refusal() {
    return Optional.ofNullable(refusal);
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
  protected Vector<Integer> getSupportedGroups(@SuppressWarnings("rawtypes") Vector roles) {
    return TlsProfile.groupVector();
  }

  @Override
  public Vector<Integer> getEarlyKeyShareGroups() {
    return TlsProfile.earlyShares();
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return TlsProfile.signatureAlgorithms();
  }

  @Override
  protected Vector<ServerName> getSNIServerNames() {
    Vector<ServerName> names = new Vector<>();
    names.add(new ServerName(NameType.host_name, serverName.getBytes(StandardCharsets.US_ASCII)));
    return names;
  }

  /** DANE needs no OCSP. What we do not request, we do not have to parse. */
  @Override
  protected CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return PeerCertificates.MAX_CHAIN;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return authentication;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    if (!certificateRequested) {
      // Without our certificate, the key would be bound to the server's certificate only.
      throw new TlsFatalAlert(
          AlertDescription.handshake_failure, "the server did not ask for our certificate");
    }
    SecurityParameters handshake = context.getSecurityParametersConnection();
    result =
        new HandshakeResult(
            peerChain, handshake.getNegotiatedGroup(), new Exporter(crypto, handshake));
  }

  private final class Authentication implements TlsAuthentication {
    @Override
    public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
      peerChain = PeerCertificates.require(certificate.getCertificate());
      try {
        check.check(peerChain);
      } catch (CertificateRefusedException e) {
        refusal = e;
        throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
      }
    }

    @Override
    public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
      certificateRequested = true;
      return own.signer(context, crypto, request.getSupportedSignatureAlgorithms());
    }
  }
}
