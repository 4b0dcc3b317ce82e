package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/** A cipher that judges the records of the peer before the library uses them. */
final class WatchedCipher implements TlsCipher {
  private final TlsCipher cipher;
  private final EarlyData earlyData;
  private final HandshakeOrder order = new HandshakeOrder();

  /** The skipped records, which have no number (RFC 8446 section 5.3). */
  private long skipped;

  WatchedCipher(TlsCipher cipher, EarlyData earlyData) {
    this.cipher = cipher;
    this.earlyData = earlyData;
  }

  @Override
  public TlsDecodeResult decodeCiphertext(
      long number, short type, ProtocolVersion version, byte[] octets, int from, int length)
      throws IOException {
    TlsDecodeResult record;
    try {
      record = cipher.decodeCiphertext(number - skipped, type, version, octets, from, length);
    } catch (TlsFatalAlert e) {
      if (!earlyData.isExpected() || e.getAlertDescription() != AlertDescription.bad_record_mac) {
        throw e;
      }
      earlyData.skip(length);
      skipped++;
      return nothing();
    }
    earlyData.end();
    order.record(record.contentType, record.buf, record.off, record.len);
    return record;
  }

  /** A record without effect, because the library wants one: a warning that it ignores. */
  private static TlsDecodeResult nothing() {
    byte[] alert = {(byte) AlertLevel.warning, (byte) AlertDescription.user_canceled};
    return new TlsDecodeResult(alert, 0, alert.length, ContentType.alert);
  }

  @Override
  public void rekeyDecoder() throws IOException {
    skipped = 0;
    cipher.rekeyDecoder();
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long number,
      short type,
      ProtocolVersion version,
      int headerAllocation,
      byte[] octets,
      int from,
      int length)
      throws IOException {
    return cipher.encodePlaintext(number, type, version, headerAllocation, octets, from, length);
  }

  @Override
  public void rekeyEncoder() throws IOException {
    cipher.rekeyEncoder();
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextLimit) {
    return cipher.getCiphertextDecodeLimit(plaintextLimit);
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextLimit) {
    return cipher.getCiphertextEncodeLimit(plaintextLimit);
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextLimit) {
    return cipher.getPlaintextDecodeLimit(ciphertextLimit);
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextLimit) {
    return cipher.getPlaintextEncodeLimit(ciphertextLimit);
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return cipher.usesOpaqueRecordTypeDecode();
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return cipher.usesOpaqueRecordTypeEncode();
  }
}
