package org.kxover.kdb.kadmin;

import java.nio.charset.StandardCharsets;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.principal.StringAttributes;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** kadmin's output for a principal and its string attributes, and the keytab that it writes. */
public final class KadminOutputFuzz {
  private static final PrincipalName NAME =
      PrincipalName.crossover(new Realm("B.EXAMPLE"), new Realm("A.EXAMPLE"));

  private KadminOutputFuzz() {}

  public static void fuzzerTestOneInput(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    try {
      PrincipalParser.parse(text);
    } catch (KadminSyntaxException e) {
      // The exchange fails.
    }
    try {
      StringsParser.parse(text)
          .values()
          .forEach(
              value -> {
                try {
                  KeyValidity validity = StringAttributes.parseValidity(value);
                  String written = StringAttributes.format(validity);
                  if (!StringAttributes.parseValidity(written).equals(validity)) {
                    throw new AssertionError("read as something else: " + written);
                  }
                } catch (KerberosSyntaxException e) {
                  // It is reported, and the principal is not changed.
                }
              });
    } catch (KadminSyntaxException e) {
      // The exchange fails.
    }
    try {
      Keytab.parse(octets, NAME).close();
    } catch (KadminSyntaxException e) {
      // The key is not mixed in.
    }
  }
}
