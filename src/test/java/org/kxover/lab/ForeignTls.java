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
 * The platform's TLS, for what our own refuses to speak: old versions, and broken messages inside
 * of good TLS. It believes any certificate.
 */
public final class ForeignTls {
  private static final char[] PASSWORD = "lab".toCharArray();
  private static final int LIMIT_MILLIS = 60_000;

  private final SSLContext context;
  private final String version;

  /**
   * @param own shown to the other side
   * @param version the only one it speaks, such as {@code TLSv1.2}
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
    context.init(managers.getKeyManagers(), new TrustManager[] {new Credulous()}, null);
  }

  /** A session with the victim's kxoverd, TLS from the first octet on. */
  public SSLSocket connect(LabRealm victim) throws IOException {
    return connect(victim, InetAddress.getLoopbackAddress());
  }

  /** The same from an address of 127.0.0.0/8, each /24 of which is a network of its own. */
  public SSLSocket connect(LabRealm victim, InetAddress from) throws IOException {
    return connect(victim.kxoverd().port(), from);
  }

  /** A session with whoever listens at that port on loopback. */
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

  /** The server's side of a session with whoever is at the other end of {@code socket}. */
  public SSLSocket accept(Socket socket) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    tls.setEnabledProtocols(new String[] {version});
    tls.setNeedClientAuth(true);
    tls.startHandshake();
    return tls;
  }

  private static final class Credulous extends X509ExtendedTrustManager {
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
