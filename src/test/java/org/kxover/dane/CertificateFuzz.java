package org.kxover.dane;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * Fuzzes the certificate chain of a peer, with TLSA records that match and with records that do
 * not. Every chain must get a verdict, and "ok" only if a record matches.
 */
public final class CertificateFuzz {
  private static final int MAX_CHAIN = 4;

  private CertificateFuzz() {}

  /**
   * @param input certificates, each after two octets with its length
   */
  public static void fuzzerTestOneInput(byte[] input) {
    List<byte[]> chain = new ArrayList<>();
    int at = 0;
    while (at + 2 <= input.length && chain.size() < MAX_CHAIN) {
      int length = ((input[at] & 0xff) << 8) | (input[at + 1] & 0xff);
      int end = Math.min(input.length, at + 2 + length);
      chain.add(Arrays.copyOfRange(input, at + 2, end));
      at = end;
    }
    DaneContext context =
        new DaneContext(
            List.of("kx.b.example"),
            Optional.of(new Realm("B.EXAMPLE")),
            TrustRoots.none(),
            TrustRoots.none(),
            Instant.parse("2026-11-23T12:00:00Z"));
    byte[] other = new byte[32];
    for (int usage : new int[] {2, 3}) {
      for (int selector : new int[] {0, 1}) {
        DaneVerdict verdict =
            Dane.verify(chain, List.of(new TlsaRecord(usage, selector, 1, other)), context);
        if (verdict.ok()) {
          throw new AssertionError("no record matches, but the verdict is " + verdict);
        }
      }
    }
    if (!chain.isEmpty() && chain.get(0).length > 0) {
      for (byte[] certificate : chain) {
        byte[] full = certificate.length > 0 ? certificate : other;
        Dane.verify(chain, List.of(new TlsaRecord(3, 0, 0, full)), context);
        Dane.verify(chain, List.of(new TlsaRecord(2, 0, 0, full)), context);
      }
    }
  }
}
