package org.kxover.exchange;

import java.util.List;
import java.util.OptionalLong;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;

/** An offer like another, but for what is said here. */
final class OfferEdit {
  private KerberosTime requestTime;
  private byte[] salt;
  private PrincipalName kxName;
  private long kvno;
  private List<Integer> etypes;
  private KerberosTime from;
  private KerberosTime till;
  private OptionalLong maxUses;
  private PrincipalName myName;
  private List<KxExtension> extensions;

  OfferEdit(KxOffer offer) {
    requestTime = offer.requestTime();
    salt = offer.salt();
    kxName = offer.kxName();
    kvno = offer.kvno();
    etypes = offer.etypes();
    from = offer.from();
    till = offer.till();
    maxUses = offer.maxUses();
    myName = offer.myName();
    extensions = offer.extensions();
  }

  OfferEdit requestTime(KerberosTime time) {
    requestTime = time;
    return this;
  }

  OfferEdit salt(byte[] octets) {
    salt = octets;
    return this;
  }

  OfferEdit kxName(PrincipalName name) {
    kxName = name;
    return this;
  }

  OfferEdit kvno(long number) {
    kvno = number;
    return this;
  }

  OfferEdit etypes(Integer... numbers) {
    etypes = List.of(numbers);
    return this;
  }

  OfferEdit from(KerberosTime time) {
    from = time;
    return this;
  }

  OfferEdit till(KerberosTime time) {
    till = time;
    return this;
  }

  OfferEdit maxUses(long number) {
    maxUses = OptionalLong.of(number);
    return this;
  }

  OfferEdit myName(PrincipalName name) {
    myName = name;
    return this;
  }

  OfferEdit extension(boolean critical) {
    extensions = List.of(new KxExtension("1.3.6.1.4.1.99999.1", critical, new byte[] {1}));
    return this;
  }

  KxOffer offer() {
    return new KxOffer(
        requestTime, salt, kxName, kvno, etypes, from, till, maxUses, myName, extensions);
  }
}
