package org.kxover.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The encryption types that an installation of MIT krb5 has for crossover keys. */
final class LabKeyTypes {
  private static final String AES_SHA1 = "aes256-cts-hmac-sha1-96";

  /** MIT krb5 has it since 1.15. */
  private static final String AES_SHA2 = "aes256-cts-hmac-sha384-192";

  /** Which installations support {@link #AES_SHA2}. */
  private static final Map<KdcPrograms, Boolean> WITH_SHA2 = new ConcurrentHashMap<>();

  private LabKeyTypes() {}

  /** True if these programs, which that KDC runs, know the types with SHA-2. */
  static boolean haveSha2(KdcPrograms programs, LabKdc kdc) throws IOException {
    Boolean known = WITH_SHA2.get(programs);
    if (known == null) {
      known = kdc.kadmin("addprinc -randkey -e " + AES_SHA2 + ":normal probe").contains("created");
      if (known) {
        kdc.kadmin("delprinc -force probe");
      }
      WITH_SHA2.put(programs, known);
    }
    return known;
  }

  /** The types of crossover keys, the strongest first. */
  static List<String> strongestFirst(boolean sha2) {
    return sha2
        ? List.of(AES_SHA2, AES_SHA1, "aes128-cts-hmac-sha256-128", "aes128-cts-hmac-sha1-96")
        : List.of(AES_SHA1, "aes128-cts-hmac-sha1-96");
  }
}
