package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCertificatesTest {
  private static final byte[] CRITICAL = {1, 1, (byte) 0xff};

  @TempDir Path folder;
  private final StrictCrypto crypto = new StrictCrypto(TlsLab.RANDOM);

  private byte[] resource(String name) throws Exception {
    Path copy = folder.resolve(name);
    try (InputStream in = PeerCertificatesTest.class.getResourceAsStream(name + ".pem")) {
      Files.copy(in, copy);
    }
    return Pem.read(copy).get(0).der();
  }

  private Certificate message(byte[] der) throws IOException {
    CertificateEntry[] entries = {new CertificateEntry(crypto.createCertificate(der), null)};
    return new Certificate(TlsUtils.EMPTY_BYTES, entries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256-sec1", "p384-sec1", "rsa2048-pkcs1", "ed25519"})
  void strongKeysAreAccepted(String name) throws Exception {
    byte[] der = resource(name);
    assertArrayEquals(der, PeerCertificates.require(message(der)).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa1024", "p521"})
  void otherKeysAreRefusedBeforeTheirSignature(String name) throws Exception {
    byte[] der = resource(name);
    TlsFatalAlert refusal =
        assertThrows(TlsFatalAlert.class, () -> PeerCertificates.require(message(der)));
    assertEquals(AlertDescription.unsupported_certificate, refusal.getAlertDescription());
  }

  @Test
  void aCertificateThatIsTooLongIsCalledSo() {
    TlsFatalAlert refusal =
        assertThrows(TlsFatalAlert.class, () -> crypto.createCertificate(new byte[16385]));
    assertEquals(
        "bad_certificate(42); certificate of 16385 octets is longer than 16384",
        refusal.getMessage());
  }

  @Test
  void noCertificateIsRefused() {
    TlsFatalAlert refusal =
        assertThrows(
            TlsFatalAlert.class, () -> PeerCertificates.require(Certificate.EMPTY_CHAIN_TLS13));
    assertEquals(AlertDescription.certificate_required, refusal.getAlertDescription());
  }

  /**
   * BER has many encodings of TRUE. The library accepts them all, and would return another encoding
   * of the certificate.
   */
  @Test
  void berIsRefused() throws Exception {
    byte[] ber = resource("p256-sec1");
    ber[find(ber, CRITICAL) + 2] = 1;

    new BcTlsCrypto(TlsLab.RANDOM).createCertificate(ber);
    TlsFatalAlert refusal = assertThrows(TlsFatalAlert.class, () -> crypto.createCertificate(ber));
    assertEquals(AlertDescription.bad_certificate, refusal.getAlertDescription());
  }

  private static int find(byte[] octets, byte[] wanted) {
    for (int at = 0; at <= octets.length - wanted.length; at++) {
      if (Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("not in there");
  }

  @Test
  void damagedCertificatesCauseOnlyAlerts() throws Exception {
    byte[] good = resource("rsa2048-pkcs1");
    Random random = new Random(8446);
    for (int round = 0; round < 5000; round++) {
      byte[] bad = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        PeerCertificates.require(message(bad));
      } catch (TlsFatalAlert e) {
        // Expected.
      }
    }
  }
}
