package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsHash;
import org.bouncycastle.tls.crypto.TlsSecret;

/**
 * The exporter of RFC 8446 section 7.5 for one label, usable long after the handshake.
 *
 * <p>The exporter_master_secret is forgotten when the handshake is complete, and our context is
 * known only after messages have gone to and fro. The derivation has two stages, and the context
 * enters in the second: so the first is done in the handshake and its result kept. What is kept is
 * good for this label alone.
 */
final class Exporter {
  static final String LABEL = "EXPERIMENTAL-INTERNETWIDE-KXOVER";

  /** RFC 5705 section 4 gives the context's length 16 bits. */
  private static final int MAX_CONTEXT = 0xffff;

  /** HKDF-Expand gives no more blocks than these (RFC 5869 section 2.3). */
  private static final int MAX_BLOCKS = 255;

  private final TlsCrypto crypto;
  private final int hash;
  private final int hashLength;
  private final TlsSecret labelSecret;

  /** Takes the first stage; to be called in notifyHandshakeComplete(). */
  Exporter(TlsCrypto crypto, SecurityParameters handshake) throws IOException {
    this.crypto = crypto;
    this.hash = handshake.getPRFCryptoHashAlgorithm();
    this.hashLength = handshake.getPRFHashLength();
    this.labelSecret =
        TlsCryptoUtils.hkdfExpandLabel(
            handshake.getExporterMasterSecret(), hash, LABEL, hash(new byte[0]), hashLength);
  }

  /**
   * The second stage.
   *
   * @param length in octets
   * @throws IllegalStateException after {@link #destroy()}
   */
  synchronized byte[] export(byte[] context, int length) {
    if (context.length > MAX_CONTEXT) {
      throw new IllegalArgumentException("a context has at most " + MAX_CONTEXT + " octets");
    }
    if (length < 1 || length > MAX_BLOCKS * hashLength) {
      throw new IllegalArgumentException("no exporter gives " + length + " octets");
    }
    if (!labelSecret.isAlive()) {
      throw new IllegalStateException("the TLS session is closed");
    }
    try {
      return TlsCryptoUtils.hkdfExpandLabel(labelSecret, hash, "exporter", hash(context), length)
          .extract();
    } catch (IOException e) {
      throw new IllegalStateException("deriving from memory met an input or output error", e);
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
