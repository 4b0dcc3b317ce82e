package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("certificates.pem"), text);
  }

  @Test
  void readsCertificatesInOrderAndSkipsTextBetween() throws Exception {
    TestCertificate first = TestCertificateBuilder.authority("first").selfSigned();
    TestCertificate second = TestCertificateBuilder.authority("second").selfSigned();
    Path file = file("# first\n" + first.pem() + "# second\n" + second.pem());

    List<byte[]> read = CertificateFile.read(file);
    assertEquals(2, read.size());
    assertArrayEquals(first.der(), read.get(0));
    assertArrayEquals(second.der(), read.get(1));
    assertFalse(CertificateFile.readRoots(file).isEmpty());
  }

  /** DANE-EE accepts it, so {@code kxover dane-check} must read it. */
  @Test
  void readsACertificateWithAnEmptyIssuerThatCannotBeARoot() throws Exception {
    TestCertificate nobody = TestCertificateBuilder.nobody().selfSigned();
    Path file = file(nobody.pem());
    assertArrayEquals(nobody.der(), CertificateFile.read(file).get(0));
    IOException refusal = assertThrows(IOException.class, () -> CertificateFile.readRoots(file));
    assertTrue(refusal.getMessage().contains("its issuer is empty"), refusal.getMessage());
  }

  @Test
  void errorsNameTheFile() throws Exception {
    String good = TestCertificateBuilder.authority("root").selfSigned().pem();
    for (String bad : List.of("", "nothing\n", good.replace("MI", "!!"), "x".repeat(5_000_000))) {
      Path file = file(bad);
      IOException refusal = assertThrows(IOException.class, () -> CertificateFile.read(file));
      assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
      assertThrows(IOException.class, () -> CertificateFile.readRoots(file));
    }
    Path none = folder.resolve("none.pem");
    IOException refusal = assertThrows(IOException.class, () -> CertificateFile.readRoots(none));
    assertEquals(none + ": no such file", refusal.getMessage());
  }

  @Test
  void aListOfRootsIsNotEmpty() {
    assertTrue(TrustRoots.none().isEmpty());
    assertThrows(CertificateSyntaxException.class, () -> TrustRoots.of(List.of()));
  }
}
