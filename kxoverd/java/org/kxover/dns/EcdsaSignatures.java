package org.kxover.dns;

import java.security.Provider;
import java.security.Security;
import java.util.Map;

/**
 * The signatures of most zones (RFC 6605) by Bouncy Castle, which verifies one of P-256 in 0.3 ms
 * where Java 17 takes 1.4 ms. That is most of the work of a look-up. dnsjava takes the provider
 * that Java has first; nothing else than these signatures comes from this one.
 */
public final class EcdsaSignatures extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "KXOVER-ECDSA";
  private static final String PACKAGE = "org.bouncycastle.jcajce.provider.asymmetric.ec.";

  private EcdsaSignatures() {
    super(NAME, "1.0", "ECDSA signatures of Bouncy Castle");
    Map<String, String> classes =
        Map.of(
            "SHA256withECDSA", PACKAGE + "SignatureSpi$ecDSA256",
            "SHA384withECDSA", PACKAGE + "SignatureSpi$ecDSA384");
    classes.forEach(
        (algorithm, name) ->
            putService(new Service(this, "Signature", algorithm, name, null, null)));
  }

  /** Puts them before Java's own, for the whole process; once is enough. */
  public static void prefer() {
    Security.insertProviderAt(new EcdsaSignatures(), 1);
  }

  /** Takes them back. */
  static void unprefer() {
    Security.removeProvider(NAME);
  }
}
