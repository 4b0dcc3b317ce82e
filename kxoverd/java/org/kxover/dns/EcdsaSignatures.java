package org.kxover.dns;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Map;

/**
 * A security provider that verifies ECDSA signatures of zones (RFC 6605) with Bouncy Castle. It
 * verifies a P-256 signature in 0.3 ms, Java 17 in 1.4 ms, and signatures are most of the work of a
 * lookup. dnsjava uses Java's first provider, so this one offers nothing but ECDSA signatures.
 *
 * <p>It remembers the last signatures that it found right. The lookups for a new realm run beside
 * each other, and each verifies the keys of its zone.
 */
public final class EcdsaSignatures extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "KXOVER-ECDSA";
  private static final String PACKAGE = "org.bouncycastle.jcajce.provider.asymmetric.ec.";
  private static final String TYPE = "Signature";

  /** Before the name of an algorithm: verifies each signature, as if it were the first time. */
  private static final String ALWAYS = "always-";

  private EcdsaSignatures() {
    super(NAME, "1.0", "ECDSA signatures of Bouncy Castle");
    RightSignatures right = new RightSignatures();
    Map<String, String> classes =
        Map.of(
            "SHA256withECDSA", PACKAGE + "SignatureSpi$ecDSA256",
            "SHA384withECDSA", PACKAGE + "SignatureSpi$ecDSA384");
    classes.forEach(
        (algorithm, name) -> {
          putService(new Service(this, TYPE, ALWAYS + algorithm, name, null, null));
          putService(new Remembering(this, algorithm, right));
        });
  }

  /** Makes this the first provider of the process. Further calls have no effect. */
  public static void install() {
    Security.insertProviderAt(new EcdsaSignatures(), 1);
  }

  static void uninstall() {
    Security.removeProvider(NAME);
  }

  /** Makes signatures that use Bouncy Castle's, and the memory before it. */
  private static final class Remembering extends Service {
    private final RightSignatures right;

    Remembering(Provider provider, String algorithm, RightSignatures right) {
      super(provider, TYPE, algorithm, RememberingSignature.class.getName(), null, null);
      this.right = right;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return new RememberingSignature(
          getAlgorithm(), Signature.getInstance(ALWAYS + getAlgorithm(), getProvider()), right);
    }
  }
}
