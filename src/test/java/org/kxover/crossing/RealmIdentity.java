package org.kxover.crossing;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.kxover.kerberos.Realm;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Type;

/** The certificate of a realm's daemon, and its DNS records. */
public final class RealmIdentity {
  private RealmIdentity() {}

  /** Makes a certificate and key for the realm and host, in files of the folder. */
  public static TlsCredential credential(Path folder, Realm realm, String host) throws Exception {
    Path certificate = folder.resolve(host + ".crt");
    Path key = folder.resolve(host + ".key");
    KxCertificate.create(
        realm, host, Duration.ofDays(1), Clock.systemUTC(), new SecureRandom(), certificate, key);
    return TlsCredential.load(certificate, key);
  }

  /** Publishes secure records of a daemon of the realm on loopback at {@code port}. */
  public static void publish(FakeDns dns, String domain, int port, TlsCredential credential) {
    dns.secure(
        "_kerberos-tls._tcp." + domain, Type.SRV, 300, "0 0 " + port + " kx." + domain + ".");
    dns.secure(
        "_" + port + "._tcp.kx." + domain,
        Type.TLSA,
        300,
        KxCertificate.tlsaRecord(credential.chainDer().get(0)).toString());
    dns.addresses("kx." + domain, List.of(InetAddress.getLoopbackAddress()));
  }
}
