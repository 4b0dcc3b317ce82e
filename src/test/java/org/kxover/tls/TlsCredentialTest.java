package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificates and keys in the resources were made with the openssl command. */
class TlsCredentialTest {
  @TempDir Path folder;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCredential() throws Exception {
    TlsLab.credential(folder, "A.EXAMPLE");
    certificate = folder.resolve("A.EXAMPLE.pem");
    key = folder.resolve("A.EXAMPLE.key");
  }

  @Test
  void aGeneratedCredentialLoads() throws Exception {
    TlsCredential credential = TlsCredential.load(certificate, key);

    assertEquals(1, credential.chainDer().size());
    assertArrayEquals(Pem.read(certificate).get(0).der(), credential.chainDer().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256-pkcs8", "p256-sec1", "p384-sec1", "rsa2048-pkcs8", "rsa2048-pkcs1"})
  void allSupportedKeysLoad(String name) throws Exception {
    assertEquals(1, load(name).chainDer().size());
  }

  @ParameterizedTest
  @CsvSource({
    "rsa1024,RSA key of 1024 bits is not between 2048 and 8192",
    "p521,EC key is not on P-256 or P-384",
    "ed25519,keys of this type are accepted from peers only",
    "p256-encrypted,a private key of a type that cannot be used"
  })
  void otherKeysAreRefused(String name, String why) {
    CredentialException refusal = assertThrows(CredentialException.class, () -> load(name));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
  }

  /** A certificate and its key from the resources, as two files. */
  private TlsCredential load(String name) throws Exception {
    String both;
    try (InputStream in = TlsCredentialTest.class.getResourceAsStream(name + ".pem")) {
      both = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
    int split = both.indexOf("-----END CERTIFICATE-----") + "-----END CERTIFICATE-----\n".length();
    Files.writeString(certificate, both.substring(0, split));
    Files.writeString(key, both.substring(split));
    return TlsCredential.load(certificate, key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void aKeyThatOthersCanReachIsRefused(String mode) throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
    CredentialException refusal =
        assertThrows(CredentialException.class, () -> TlsCredential.load(certificate, key));
    assertTrue(refusal.getMessage().contains("its mode must be 0600"), refusal.getMessage());

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    TlsCredential.load(certificate, key);
  }

  @Test
  void anotherCertificatesKeyIsRefused() throws Exception {
    TlsLab.credential(folder, "B.EXAMPLE");
    CredentialException refusal =
        assertThrows(
            CredentialException.class,
            () -> TlsCredential.load(certificate, folder.resolve("B.EXAMPLE.key")));
    assertTrue(
        refusal.getMessage().contains("is not the key of the certificate"), refusal.getMessage());
  }

  @Test
  void filesThatAreAbsentEmptyOrTooLargeAreRefused() throws Exception {
    Path absent = folder.resolve("absent");
    Path empty = privateFile("empty", new byte[0]);
    Path large = privateFile("large", new byte[200_000]);

    for (Path bad : new Path[] {absent, empty, large}) {
      CredentialException refusal =
          assertThrows(CredentialException.class, () -> TlsCredential.load(bad, key));
      assertTrue(refusal.getMessage().contains(bad.toString()), refusal.getMessage());
      refusal = assertThrows(CredentialException.class, () -> TlsCredential.load(certificate, bad));
      assertTrue(refusal.getMessage().contains(bad.toString()), refusal.getMessage());
    }
  }

  @Test
  void twoKeysAreRefused() throws Exception {
    byte[] one = Files.readAllBytes(key);
    byte[] two = new byte[2 * one.length];
    System.arraycopy(one, 0, two, 0, one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    Path both = privateFile("both", two);

    assertThrows(CredentialException.class, () -> TlsCredential.load(certificate, both));
  }

  /** Every damage gives the checked exception, whose messages contain nothing of the key. */
  @Test
  void damagedFilesAreRefusedWithoutQuotingTheKey() throws Exception {
    byte[] good = Files.readAllBytes(key);
    String secret = new String(good, StandardCharsets.US_ASCII).split("\n")[2].substring(0, 16);
    Random random = new Random(4556);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      Path damaged = privateFile("damaged", bad);
      try {
        TlsCredential.load(certificate, damaged);
      } catch (CredentialException e) {
        refused++;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          assertFalse(String.valueOf(cause.getMessage()).contains(secret));
        }
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  private Path privateFile(String name, byte[] contents) throws Exception {
    Path file = Files.write(folder.resolve(name), contents);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
