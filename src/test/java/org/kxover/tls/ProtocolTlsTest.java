package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import java.util.stream.Collectors;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.junit.jupiter.api.Test;
import org.kxover.doc.Document;

/** Compares doc/PROTOCOL.md with the TLS profile. */
class ProtocolTlsTest {
  private final Document document;

  ProtocolTlsTest() throws Exception {
    document = Document.read("PROTOCOL.md");
  }

  private static String groups(List<Integer> numbers) {
    return numbers.stream().map(NamedGroup::getName).collect(Collectors.joining(", "));
  }

  private static String suite(int number) {
    for (Field field : CipherSuite.class.getFields()) {
      try {
        if (field.getInt(null) == number) {
          return field.getName();
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalArgumentException("no cipher suite " + number);
  }

  @Test
  void versionsSuitesAndGroups() {
    assertEquals("TLS 1.3", document.beside("versions"));
    assertEquals(List.of(ProtocolVersion.TLSv13), List.of(TlsProfile.versions()));
    assertEquals(
        Arrays.stream(TlsProfile.cipherSuites())
            .mapToObj(ProtocolTlsTest::suite)
            .collect(Collectors.joining(", ")),
        document.beside("cipher suites"));
    assertEquals(groups(TlsProfile.groupVector()), document.beside("groups"));
    assertEquals(groups(TlsProfile.earlyShares()), document.beside("early key shares"));
  }

  @Test
  void signatures() {
    Vector<SignatureAndHashAlgorithm> algorithms = TlsProfile.signatureAlgorithms();
    assertEquals(
        algorithms.stream()
            .map(algorithm -> SignatureScheme.getName(SignatureScheme.from(algorithm)))
            .collect(Collectors.joining(", ")),
        document.beside("signatures"));
  }

  @Test
  void labelAndChain() {
    assertTrue(document.text().contains("TLS-Exporter(\"" + Exporter.LABEL + "\", "));
    assertTrue(
        document
            .text()
            .contains("At most " + PeerCertificates.MAX_CHAIN + " certificates in a chain."));
  }
}
