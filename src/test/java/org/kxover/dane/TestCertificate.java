package org.kxover.dane;

import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;

/** A certificate for tests, and its private key. */
public record TestCertificate(X500Name subject, KeyPair keys, byte[] der) {
  byte[] publicKeyInfo() {
    return keys.getPublic().getEncoded();
  }

  /** A TLSA record that matches it. */
  public TlsaRecord tlsa(int usage, int selector, int matchingType) {
    byte[] selected = selector == 0 ? der : publicKeyInfo();
    byte[] data =
        switch (matchingType) {
          case 0 -> selected;
          case 1 -> MatchingType.SHA2_256.associationData(selected);
          default -> MatchingType.SHA2_512.associationData(selected);
        };
    return new TlsaRecord(usage, selector, matchingType, data);
  }

  public String pem() {
    return pem("CERTIFICATE", der);
  }

  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String label, byte[] octets) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  public static List<byte[]> chain(TestCertificate... certificates) {
    return Stream.of(certificates).map(TestCertificate::der).toList();
  }
}
