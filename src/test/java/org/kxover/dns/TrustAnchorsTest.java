package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustAnchorsTest {
  /** An arbitrary P-256 key. */
  private static final String KEY =
      "13 oJMRESz5E4gYzS/q6XDrvU1qMPYIjCWzJaOau8XNEZeqCYKD5ar0IRd8KqXXFJkqmVfRvMGPmM1x8fGAa2XhSA==";

  private static final String DIGEST =
      "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

  @TempDir Path folder;

  private TrustAnchors load(String content) throws IOException, TrustAnchorException {
    return TrustAnchors.load(Files.writeString(folder.resolve("root.key"), content));
  }

  private String refusal(String content) {
    return assertThrows(TrustAnchorException.class, () -> load(content)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".\t172800\tIN\tDNSKEY\t257 3 " + KEY,
        ".\t\t\t172800\tIN\tDS\t20326 8 2 " + DIGEST + "\n",
        ". IN DS 20326 8 2 " + DIGEST,
        "; a comment\n\n. IN DNSKEY 257 3 " + KEY + " ;{id = 1 (ksk), size = 256b}\n",
        ". IN DS (\n  20326 8 2 ; in two lines\n  " + DIGEST + " )\n",
      })
  void readsZoneFileFormat(String content) throws Exception {
    assertEquals(1, load(content).size());
  }

  @Test
  void groupsKeysOfAZoneInOneRrset() throws Exception {
    TrustAnchors both = load(". IN DS 1 8 2 " + DIGEST + "\n. IN DS 2 8 2 " + DIGEST + "\n");
    assertEquals(2, both.size());
    assertEquals(1, both.rrsets().size());
  }

  /** States of RFC 5011 section 4: 1 AddPend, 2 Valid, 3 Missing, 4 Revoked, 5 Removed. */
  @Test
  void takesOnlyValidKeysOfATrackedFile() throws Exception {
    String tracked = "; autotrust trust anchor file\n;;id: . 1\n";
    for (int state = 0; state <= 5; state++) {
      tracked += ".\t86400\tIN\tDNSKEY\t257 3 " + KEY + " ;;state=" + state + " [ X ] ;;count=0\n";
    }
    assertEquals(1, load(tracked).size());
    assertTrue(refusal(tracked.replace(";;state=2", ";;state=1")).contains("no usable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "; nothing but words\n",
        ". IN NS a.root-servers.net.",
        ". IN DNSKEY 0 3 " + KEY, // not a zone key
        ". IN DNSKEY 385 3 " + KEY, // revoked
        ". CH DNSKEY 257 3 " + KEY,
        ". IN DS 20326 5 2 " + DIGEST, // RSA with SHA-1
        ". IN DS 20326 8 1 " + "00112233445566778899AABBCCDDEEFF00112233", // SHA-1 digest
      })
  void refusesToBeWithoutAnchors(String content) {
    assertTrue(refusal(content).contains("root.key: no usable trust anchor"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trusted-keys { };",
        ". IN DNSKEY 257 3 13 not!base64",
        ". IN DS 20326 8",
        "$INCLUDE /etc/passwd",
        "\0\0\0",
      })
  void refusesWhatItCannotRead(String content) {
    assertTrue(refusal(content).contains("root.key: not in zone file format"), content);
  }

  @Test
  void refusesFilesThatCannotBeRead() throws Exception {
    Path missing = folder.resolve("missing.key");
    assertTrue(
        assertThrows(TrustAnchorException.class, () -> TrustAnchors.load(missing))
            .getMessage()
            .contains("missing.key: cannot be read"));
    assertTrue(refusal(";".repeat(300_000)).contains("larger than"));
  }
}
