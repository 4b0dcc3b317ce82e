package org.kxover.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.kxover.dane.TestCertificate;

/**
 * The JDK's TLS, for what our own TLS refuses: old versions, and broken messages inside a valid
 * session. It accepts every certificate.
 */
public final class ForeignTls {
  private static final char[] PASSWORD = "lab".toCharArray();
  private static final int LIMIT_MILLIS = 60_000;

  private final SSLContext context;
  private final String version;

  /**
   * @param own the certificate to present
   * @param version the only TLS version to offer, such as {@code TLSv1.2}
   */
  public ForeignTls(TestCertificate own, String version)
      throws GeneralSecurityException, IOException {
    this.version = version;
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(own.der()));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry("own", own.keys().getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), new TrustManager[] {new TrustEveryCertificate()}, null);
  }

  /** Connects to the victim's kxoverd and starts TLS without STARTTLS. */
  public SSLSocket connect(LabRealm victim) throws IOException {
    return connect(victim, InetAddress.getLoopbackAddress());
  }

  /** As {@link #connect(LabRealm)}, from the given address in 127.0.0.0/8. */
  public SSLSocket connect(LabRealm victim, InetAddress from) throws IOException {
    return connect(victim.kxoverd().port(), from);
  }

  /** Connects to a port on loopback and starts TLS without STARTTLS. */
  public SSLSocket connect(int port) throws IOException {
    return connect(port, InetAddress.getLoopbackAddress());
  }

  private SSLSocket connect(int port, InetAddress from) throws IOException {
    Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port, from, 0);
    try {
      plain.setSoTimeout(LIMIT_MILLIS);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
      socket.setUseClientMode(true);
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** Runs the handshake on {@code socket} as the TLS server. */
  public SSLSocket accept(Socket socket) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    tls.setEnabledProtocols(new String[] {version});
    tls.setNeedClientAuth(true);
    tls.startHandshake();
    return tls;
  }

  private static final class TrustEveryCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
