package org.kxover.tls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;

/** A client of a stranger: it sends what a test wants, and accepts any server. */
class PlainTlsClient extends DefaultTlsClient {
  private final StrictCrypto crypto;
  private final TlsCredential own;
  private final ProtocolVersion version;
  private final Vector<Integer> groups;

  /**
   * @param own the certificate for the server; null for none
   */
  PlainTlsClient(TlsCredential own, ProtocolVersion version, Vector<Integer> groups) {
    this(new StrictCrypto(TlsLab.RANDOM), own, version, groups);
  }

  private PlainTlsClient(
      StrictCrypto crypto, TlsCredential own, ProtocolVersion version, Vector<Integer> groups) {
    super(crypto);
    this.crypto = crypto;
    this.own = own;
    this.version = version;
    this.groups = groups;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return version.only();
  }

  @Override
  protected Vector<Integer> getSupportedGroups(@SuppressWarnings("rawtypes") Vector roles) {
    return groups;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate certificate) {}

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return own == null
            ? null
            : own.signer(context, crypto, request.getSupportedSignatureAlgorithms());
      }
    };
  }
}
