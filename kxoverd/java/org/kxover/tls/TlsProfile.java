package org.kxover.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;

/** The TLS parameters of our client and server, in order of preference: TLS 1.3 only. */
// Bouncy Castle requires Vector.
@SuppressWarnings("JdkObsolete")
final class TlsProfile {
  /**
   * A hybrid group comes first. Crossover keys live long, and a quantum computer must not be able
   * to decrypt a handshake that was recorded years before.
   */
  private static final int[] GROUPS = {
    NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1
  };

  private static final int[] CIPHER_SUITES = {
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256
  };

  private static final List<Integer> SIGNATURE_SCHEMES =
      List.of(
          SignatureScheme.ecdsa_secp256r1_sha256,
          SignatureScheme.ecdsa_secp384r1_sha384,
          SignatureScheme.ed25519,
          SignatureScheme.rsa_pss_rsae_sha256,
          SignatureScheme.rsa_pss_rsae_sha384,
          SignatureScheme.rsa_pss_rsae_sha512);

  private TlsProfile() {}

  static ProtocolVersion[] versions() {
    return ProtocolVersion.TLSv13.only();
  }

  static int[] cipherSuites() {
    return CIPHER_SUITES.clone();
  }

  static int[] groups() {
    return GROUPS.clone();
  }

  static boolean hasGroup(int group) {
    return Arrays.stream(GROUPS).anyMatch(own -> own == group);
  }

  static Vector<Integer> groupVector() {
    Vector<Integer> groups = new Vector<>();
    for (int group : GROUPS) {
      groups.add(group);
    }
    return groups;
  }

  /**
   * The groups for which the client sends a key share. A server that supports one of them needs no
   * HelloRetryRequest, which would cost one more round trip.
   */
  static Vector<Integer> earlyShares() {
    return new Vector<>(List.of(NamedGroup.X25519MLKEM768, NamedGroup.x25519));
  }

  static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
    for (int scheme : SIGNATURE_SCHEMES) {
      algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
    }
    return algorithms;
  }
}
