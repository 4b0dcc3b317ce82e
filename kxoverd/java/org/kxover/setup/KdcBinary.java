package org.kxover.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program krb5kdc on this machine.
 *
 * @param patched true if it has the patch, and needs no plugin
 * @param hasGuard true if the guard is in the program itself, for want of modules (before 1.16)
 */
public record KdcBinary(boolean patched, boolean hasGuard) {
  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/usr/sbin/krb5kdc"),
          Path.of("/usr/local/sbin/krb5kdc"),
          Path.of("/opt/krb5/sbin/krb5kdc"));
  private static final int MAX_OCTETS = 64 << 20;

  /** The default path of the socket, which is in each KDC with the patch. */
  private static final String PATCH = "/run/kxover/kdc.sock";

  /** A message of each KDC that can load a guard (krb5's {@code src/kdc/policy.c}). */
  private static final String MODULES = "loading KDC policy plugin";

  /** Looks into the first one in the usual places. Without any, it counts as a stock KDC. */
  public static KdcBinary find() throws IOException {
    for (Path kdc : USUAL_PLACES) {
      if (Files.isReadable(kdc) && Files.size(kdc) < MAX_OCTETS) {
        String text = new String(Files.readAllBytes(kdc), StandardCharsets.ISO_8859_1);
        boolean patched = text.contains(PATCH);
        return new KdcBinary(patched, patched && !text.contains(MODULES));
      }
    }
    return new KdcBinary(false, false);
  }
}
