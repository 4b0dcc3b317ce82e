package org.kxover.message;

import java.util.List;
import java.util.OptionalLong;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Valid values in which a test changes one field. */
final class Samples {
  static final Realm A = new Realm("A.EXAMPLE");
  static final Realm B = new Realm("B.EXAMPLE");
  static final KerberosTime NOW = time("20261123140000Z");
  static final KerberosTime LATER = time("20261223140000Z");

  private Samples() {}

  static KerberosTime time(String text) {
    try {
      return KerberosTime.parse(text);
    } catch (KerberosSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static KxOffer offer(
      byte[] salt, long kvno, List<Integer> etypes, OptionalLong uses, List<KxExtension> more) {
    PrincipalName kxName = PrincipalName.crossover(B, A);
    PrincipalName myName = PrincipalName.ticketGrantingService(A);
    return new KxOffer(NOW, salt, kxName, kvno, etypes, NOW, LATER, uses, myName, more);
  }

  static KxOffer offerWithSalt(byte[] salt) {
    return offer(salt, 1, List.of(17, 18), OptionalLong.empty(), List.of());
  }

  static KxOffer offerWithKvno(long kvno) {
    return offer(new byte[16], kvno, List.of(17, 18), OptionalLong.empty(), List.of());
  }

  static KxOffer offerWithEtypes(List<Integer> etypes) {
    return offer(new byte[16], 1, etypes, OptionalLong.empty(), List.of());
  }

  static KxOffer offerWithMaxUses(long uses) {
    return offer(new byte[16], 1, List.of(17, 18), OptionalLong.of(uses), List.of());
  }

  static KxOffer offerWithExtensions(List<KxExtension> extensions) {
    return offer(new byte[16], 1, List.of(17, 18), OptionalLong.empty(), extensions);
  }

  static KxoverKeyInfo keyInfo(byte[] reqSalt, byte[] repSalt, long kvno, List<KxExtension> more) {
    return new KxoverKeyInfo(
        PrincipalName.crossover(B, A),
        PrincipalName.ticketGrantingService(A),
        PrincipalName.ticketGrantingService(B),
        NOW,
        LATER,
        OptionalLong.empty(),
        kvno,
        reqSalt,
        repSalt,
        more);
  }
}
