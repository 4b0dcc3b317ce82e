package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabPrograms;

/**
 * Handshakes by the hybrid group X25519MLKEM768 with the OpenSSL of Debian 13, as that of Debian 12
 * has no such group. Nobody who records them can compute the secret with a quantum computer later.
 */
@Timeout(600)
class OpensslHybridIT {
  private static final String HYBRID = "X25519MLKEM768";

  @TempDir Path folder;

  private OpensslPeer peer() throws Exception {
    return new OpensslPeer(
        folder, LabPrograms.ofRelease("trixie", "openssl").command("usr/bin/openssl"));
  }

  @Test
  void theirClientAtOurListener() throws Exception {
    assertEquals(HYBRID, peer().connects(HYBRID, "TLS_AES_256_GCM_SHA384"));
  }

  @Test
  void ourConnectorAtTheirServer() throws Exception {
    assertEquals(HYBRID, peer().accepts(HYBRID));
  }

  /** A side that knows the group and others uses it: what both sides offer by default. */
  @Test
  void bothPreferTheHybridGroup() throws Exception {
    assertEquals(HYBRID, peer().connects(HYBRID + ":X25519:P-256", "TLS_AES_128_GCM_SHA256"));
    assertEquals(HYBRID, peer().accepts("X25519:P-256:" + HYBRID));
  }
}
