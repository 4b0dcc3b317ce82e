package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL reads our certificate and key files, and we read those of OpenSSL. */
@Timeout(180)
class OpensslCertificateIT {
  @TempDir Path folder;
  private TlsCredential own;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCredential() throws Exception {
    own = TlsLab.credential(folder, "A.EXAMPLE");
    certificate = folder.resolve("A.EXAMPLE.pem");
    key = folder.resolve("A.EXAMPLE.key");
  }

  @Test
  void opensslReadsOurCertificate() throws Exception {
    String text = Openssl.run("x509", "-in", certificate.toString(), "-noout", "-text");

    assertTrue(text.contains("Public Key Algorithm: id-ecPublicKey"), text);
    assertTrue(text.contains("ASN1 OID: prime256v1"), text);
    assertTrue(text.contains("DNS:kx.a.example"), text);
    assertTrue(text.contains("othername: 1.3.6.1.5.2.2"), text);
    assertTrue(text.contains("Signing KDC Response"), text);
    assertTrue(text.contains("TLS Web Server Authentication"), text);
    assertTrue(text.contains("TLS Web Client Authentication"), text);
    assertTrue(text.contains("CA:FALSE"), text);

    for (String purpose : List.of("sslserver", "sslclient")) {
      Openssl.run(
          "verify",
          "-purpose",
          purpose,
          "-partial_chain",
          "-CAfile",
          certificate.toString(),
          certificate.toString());
    }
    Openssl.run("pkey", "-in", key.toString(), "-noout", "-check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aPkcs12FileOfOpensslIsACredential(String kind) throws Exception {
    if (kind.equals("RSA")) {
      Openssl.run(
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-days",
          "2",
          "-subj",
          "/CN=kx.a.example",
          "-keyout",
          key.toString(),
          "-out",
          certificate.toString());
    }
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "of many words\n");
    Path pkcs12 = folder.resolve("both.p12");
    Openssl.run(
        "pkcs12",
        "-export",
        "-in",
        certificate.toString(),
        "-inkey",
        key.toString(),
        "-out",
        pkcs12.toString(),
        "-passout",
        "file:" + passphrase);
    Set<PosixFilePermission> open = PosixFilePermissions.fromString("rw-r--r--");
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    for (Path secret : List.of(pkcs12, passphrase)) {
      Files.setPosixFilePermissions(pkcs12, owner);
      Files.setPosixFilePermissions(passphrase, owner);
      Files.setPosixFilePermissions(secret, open);
      CredentialException refusal =
          assertThrows(
              CredentialException.class, () -> TlsCredential.loadPkcs12(pkcs12, passphrase));
      assertTrue(refusal.getMessage().startsWith(secret + " is open to"), refusal.getMessage());
    }
    Files.setPosixFilePermissions(passphrase, owner);
    TlsCredential loaded = TlsCredential.loadPkcs12(pkcs12, passphrase);
    try (TlsListener listener =
        new TlsListener(TlsLab.loopback(), loaded, TlsLab.RANDOM, TlsLab.LIMITS, TlsLab::echo)) {
      listener.start();
      // Both ends use this credential, and each proves the private key to the other.
      TlsConnector connector = new TlsConnector(loaded, TlsLab.RANDOM, TlsLab.LIMITS);
      try (TlsSession session =
          connector.connect(listener.address(), "kx.a.example", TlsLab.ANY, TlsLab.LONG)) {
        session.writeMessage(new byte[] {1});
        assertArrayEquals(new byte[] {1}, session.readMessage());
        assertArrayEquals(loaded.chainDer().get(0), session.peerChain().get(0));
      }
    }
    Files.writeString(passphrase, "another\n");
    CredentialException refusal =
        assertThrows(CredentialException.class, () -> TlsCredential.loadPkcs12(pkcs12, passphrase));
    assertTrue(refusal.getMessage().endsWith("has another passphrase"), refusal.getMessage());
  }

  @Test
  void opensslComputesTheSameTlsaDigest() throws Exception {
    Path publicPem = folder.resolve("public.pem");
    Path publicDer = folder.resolve("public.der");
    Openssl.run(
        "x509", "-in", certificate.toString(), "-noout", "-pubkey", "-out", publicPem.toString());
    Openssl.run(
        "pkey",
        "-pubin",
        "-in",
        publicPem.toString(),
        "-outform",
        "der",
        "-out",
        publicDer.toString());
    String digest = Openssl.run("dgst", "-sha256", "-r", publicDer.toString());

    assertEquals(
        "3 1 1 " + digest.split(" ")[0],
        KxCertificate.tlsaRecord(own.chainDer().get(0)).toString());
  }
}
