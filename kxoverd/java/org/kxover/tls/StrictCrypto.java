package org.kxover.tls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.kxover.dane.CertificateDer;
import org.kxover.dane.CertificateParser;
import org.kxover.dane.CertificateSyntaxException;

/**
 * The cryptography of Bouncy Castle, but certificates must be DER, signatures must fit to their
 * key, and records must be in order.
 *
 * <p>The parser of Bouncy Castle also accepts BER, and encodes the certificate again. TLS would
 * then verify other octets than DANE hashes. Therefore a certificate is refused if its encoding
 * changes.
 */
final class StrictCrypto extends BcTlsCrypto {
  private final SecureRandom random;
  private final EarlyData earlyData = new EarlyData();

  StrictCrypto(SecureRandom random) {
    super(random);
    this.random = random;
  }

  /** A copy for one connection of a server, which skips the early data of that connection. */
  StrictCrypto forConnection() {
    return new StrictCrypto(random);
  }

  /** The early data of the connection. A client sends none, and gets none. */
  EarlyData earlyData() {
    return earlyData;
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    earlyData.haveKeys();
    return new WatchedCipher(super.createCipher(parameters, encryption, mac), earlyData);
  }

  @Override
  public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
    if (encoding.length > CertificateDer.MAX_LENGTH) {
      throw new TlsFatalAlert(
          AlertDescription.bad_certificate,
          "certificate of "
              + encoding.length
              + " octets is longer than "
              + CertificateDer.MAX_LENGTH);
    }
    try {
      CertificateDer.subjectPublicKeyInfo(encoding);
      TlsCertificate certificate =
          type == CertificateType.X509
              ? new SigningCertificate(this, CertificateParser.parse(encoding))
              : super.createCertificate(type, encoding);
      if (Arrays.equals(certificate.getEncoded(), encoding)) {
        return certificate;
      }
    } catch (CertificateSyntaxException | IOException | RuntimeException e) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate, "malformed certificate", e);
    }
    throw new TlsFatalAlert(AlertDescription.bad_certificate, "certificate is not DER");
  }
}
