package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsHash;
import org.bouncycastle.tls.crypto.TlsSecret;

/**
 * The exporter of RFC 8446 section 7.5 for one label. It can be used long after the handshake.
 *
 * <p>The TLS library forgets the exporter_master_secret when the handshake is complete, but our
 * context is known only after messages were exchanged. The derivation has two stages, and only the
 * second stage uses the context. Therefore this class does the first stage in the handshake and
 * keeps its result, which is valid for this label only.
 */
final class Exporter {
  static final String LABEL = "EXPERIMENTAL-INTERNETWIDE-KXOVER";

  /** RFC 5705 section 4 encodes the length of the context in 16 bits. */
  private static final int MAX_CONTEXT = 0xffff;

  /** The maximum number of blocks of HKDF-Expand (RFC 5869 section 2.3). */
  private static final int MAX_BLOCKS = 255;

  private final TlsCrypto crypto;
  private final int hash;
  private final int hashLength;
  private final TlsSecret labelSecret;

  /** Does the first stage. Must be called in notifyHandshakeComplete(). */
  Exporter(TlsCrypto crypto, SecurityParameters handshake) throws IOException {
    this.crypto = crypto;
    this.hash = handshake.getPRFCryptoHashAlgorithm();
    this.hashLength = handshake.getPRFHashLength();
    this.labelSecret =
        TlsCryptoUtils.hkdfExpandLabel(
            handshake.getExporterMasterSecret(), hash, LABEL, hash(new byte[0]), hashLength);
  }

  /**
   * Does the second stage.
   *
   * @param length in octets
   * @throws IllegalStateException after {@link #destroy()}
   */
  synchronized byte[] export(byte[] context, int length) {
    if (context.length > MAX_CONTEXT) {
      throw new IllegalArgumentException(
          "the exporter context may have at most " + MAX_CONTEXT + " octets");
    }
    if (length < 1 || length > MAX_BLOCKS * hashLength) {
      throw new IllegalArgumentException(
          "an exported secret must have 1 to "
              + MAX_BLOCKS * hashLength
              + " octets, not "
              + length);
    }
    if (!labelSecret.isAlive()) {
      throw new IllegalStateException("the TLS session is closed");
    }
    try {
      return TlsCryptoUtils.hkdfExpandLabel(labelSecret, hash, "exporter", hash(context), length)
          .extract();
    } catch (IOException e) {
      throw new IllegalStateException(
          "unexpected I/O error in a derivation without I/O (a bug)", e);
    }
  }

  synchronized void destroy() {
    labelSecret.destroy();
  }

  private byte[] hash(byte[] octets) {
    TlsHash digest = crypto.createHash(hash);
    digest.update(octets, 0, octets.length);
    return digest.calculateHash();
  }
}
